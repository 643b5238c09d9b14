import { Module } from '@nestjs/common';
import { FactStore } from './facts/fact.store';
import { BusinessDayStore } from './projection/business-day.store';
import { EvaluationService } from './projection/evaluation.service';
import { FactsConsumer } from './projection/facts.consumer';
import { GovernmentStore } from './projection/government.store';
import { ProjectionService } from './projection/projection.service';
import { ScorecardKeyStore } from './projection/scorecard-key.store';
import { GenerationStore } from './rebuild/generation.store';
import { RebuildController } from './rebuild/rebuild.controller';
import { RebuildService } from './rebuild/rebuild.service';
import { RuleParameterController } from './rule-parameter/rule-parameter.controller';
import { RuleParameterService } from './rule-parameter/rule-parameter.service';
import { RuleParameterStore } from './rule-parameter/rule-parameter.store';
import { ScorecardController } from './scorecard/scorecard.controller';
import { ScorecardReader } from './scorecard/scorecard.reader';
import { ScorecardService } from './scorecard/scorecard.service';
import { ScorecardStore } from './scorecard/scorecard.store';

@Module({
  controllers: [ScorecardController, RuleParameterController, RebuildController, FactsConsumer],
  providers: [
    BusinessDayStore,
    EvaluationService,
    FactStore,
    GenerationStore,
    GovernmentStore,
    ProjectionService,
    RebuildService,
    RuleParameterService,
    RuleParameterStore,
    ScorecardKeyStore,
    ScorecardReader,
    ScorecardService,
    ScorecardStore,
  ],
})
export class ScorecardsModule {}

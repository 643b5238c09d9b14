import { PATHS } from '@komitmen/contracts';
import type { ServiceDefinition } from '@komitmen/platform';
import { Scorecards1752541200000 } from './migrations/1752541200000-scorecards';
import { ParticularsOnDemand1763725200000 } from './migrations/1763725200000-particulars-on-demand';
import { ScorecardsModule } from './scorecards.module';

export const scorecardsService: ServiceDefinition = {
  name: 'scorecards',
  module: ScorecardsModule,
  entities: [],
  migrations: [Scorecards1752541200000, ParticularsOnDemand1763725200000],
  prefixes: PATHS.scorecards,
  consumes: ['regencies', 'budgets', 'enrolment'],
};

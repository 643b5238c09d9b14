import { Module } from '@nestjs/common';
import { BusinessClock, parseSettings, Recorder } from '@komitmen/platform';
import { CalendarClock } from './calendar/calendar.clock';
import { CalendarConsumer } from './calendar/calendar.consumer';
import { CalendarController } from './calendar/calendar.controller';
import { CalendarService } from './calendar/calendar.service';
import { CalendarTimer } from './calendar/calendar.timer';
import { CommitmentController } from './commitment/commitment.controller';
import { CommitmentService } from './commitment/commitment.service';
import { FigureController } from './figure/figure.controller';
import { FigureService } from './figure/figure.service';
import { GovernmentController } from './government/government.controller';
import { GovernmentService } from './government/government.service';
import { ReferenceData } from './government/reference-data.service';
import { REGENCIES_SETTINGS, RegenciesSettings } from './regencies.settings';
import { TargetController } from './target/target.controller';
import { TargetService } from './target/target.service';

@Module({
  controllers: [GovernmentController, CommitmentController, FigureController, TargetController, CalendarController, CalendarConsumer],
  providers: [
    { provide: REGENCIES_SETTINGS, useFactory: (): RegenciesSettings => parseSettings(RegenciesSettings, process.env) },
    CalendarClock,
    { provide: BusinessClock, useExisting: CalendarClock },
    CalendarService,
    CalendarTimer,
    CommitmentService,
    FigureService,
    GovernmentService,
    Recorder,
    ReferenceData,
    TargetService,
  ],
  exports: [BusinessClock],
})
export class RegenciesModule {}

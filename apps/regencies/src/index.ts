import { PATHS } from '@komitmen/contracts';
import type { ServiceDefinition } from '@komitmen/platform';
import { CalendarRow } from './calendar/calendar.entity';
import { CommitmentRow } from './commitment/commitment.entity';
import { FigureRow } from './figure/figure.entity';
import { GovernmentRow, OfficialRow } from './government/government.entity';
import { Regencies1731283200000 } from './migrations/1731283200000-regencies';
import { RegenciesModule } from './regencies.module';
import { TargetRow } from './target/target.entity';

export const regenciesService: ServiceDefinition = {
  name: 'regencies',
  module: RegenciesModule,
  entities: [GovernmentRow, OfficialRow, CalendarRow, CommitmentRow, FigureRow, TargetRow],
  migrations: [Regencies1731283200000],
  prefixes: PATHS.regencies,
  consumes: ['notifications'],
  calendar: 'own',
};

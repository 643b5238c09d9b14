import { PATHS } from '@komitmen/contracts';
import { GovernmentRow, type ServiceDefinition } from '@komitmen/platform';
import { EnrolmentModule } from './enrolment.module';
import { HeadcountRow } from './headcount/headcount.entity';
import { Enrolment1763683200000 } from './migrations/1763683200000-enrolment';

export const enrolmentService: ServiceDefinition = {
  name: 'enrolment',
  module: EnrolmentModule,
  entities: [GovernmentRow, HeadcountRow],
  migrations: [Enrolment1763683200000],
  prefixes: PATHS.enrolment,
  consumes: ['regencies'],
  requiredSettings: ['NIK_KEYS', 'NIK_HASH_KEY'],
};

import { PATHS } from '@komitmen/contracts';
import { GovernmentRow, type ServiceDefinition } from '@komitmen/platform';
import { AllocationRow, AllocationVersionRow, NoneDeclarationRow } from './allocation/allocation.entity';
import { BudgetsModule } from './budgets.module';
import { DisbursementRow, DisbursementVersionRow } from './disbursement/disbursement.entity';
import { Budgets1763683200000 } from './migrations/1763683200000-budgets';

export const budgetsService: ServiceDefinition = {
  name: 'budgets',
  module: BudgetsModule,
  entities: [GovernmentRow, AllocationRow, AllocationVersionRow, NoneDeclarationRow, DisbursementRow, DisbursementVersionRow],
  migrations: [Budgets1763683200000],
  prefixes: PATHS.budgets,
  consumes: ['regencies'],
};

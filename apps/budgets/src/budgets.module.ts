import { Module } from '@nestjs/common';
import { Recorder } from '@komitmen/platform';
import { AllocationController } from './allocation/allocation.controller';
import { AllocationService } from './allocation/allocation.service';
import { LinesReader } from './allocation/lines.reader';
import { BusinessDayConsumer } from './calendar/business-day.consumer';
import { DisbursementController } from './disbursement/disbursement.controller';
import { DisbursementService } from './disbursement/disbursement.service';
import { GovernmentConsumer } from './government/government.consumer';

@Module({
  controllers: [AllocationController, DisbursementController, GovernmentConsumer, BusinessDayConsumer],
  providers: [AllocationService, DisbursementService, LinesReader, Recorder],
})
export class BudgetsModule {}

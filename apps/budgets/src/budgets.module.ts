import { Module } from '@nestjs/common';
import { RecordingModule } from '@komitmen/platform';
import { AllocationController } from './allocation/allocation.controller';
import { AllocationService } from './allocation/allocation.service';
import { LinesReader } from './allocation/lines.reader';
import { DisbursementController } from './disbursement/disbursement.controller';
import { DisbursementService } from './disbursement/disbursement.service';

@Module({
  imports: [RecordingModule],
  controllers: [AllocationController, DisbursementController],
  providers: [AllocationService, DisbursementService, LinesReader],
})
export class BudgetsModule {}

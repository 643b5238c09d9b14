import { Module } from '@nestjs/common';
import { RecordingModule } from '@komitmen/platform';
import { HeadcountController } from './headcount/headcount.controller';
import { HeadcountService } from './headcount/headcount.service';
import { HeadcountStore } from './headcount/headcount.store';

@Module({
  imports: [RecordingModule],
  controllers: [HeadcountController],
  providers: [HeadcountService, HeadcountStore],
})
export class EnrolmentModule {}

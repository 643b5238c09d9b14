import { Module } from '@nestjs/common';
import { Recorder } from '@komitmen/platform';
import { BusinessDayConsumer } from './calendar/business-day.consumer';
import { GovernmentConsumer } from './government/government.consumer';
import { KnownGovernments } from './government/known-governments.store';
import { HeadcountController } from './headcount/headcount.controller';
import { HeadcountService } from './headcount/headcount.service';
import { HeadcountStore } from './headcount/headcount.store';

@Module({
  controllers: [HeadcountController, GovernmentConsumer, BusinessDayConsumer],
  providers: [HeadcountService, HeadcountStore, KnownGovernments, Recorder],
})
export class EnrolmentModule {}

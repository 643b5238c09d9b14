import { Module } from '@nestjs/common';
import { BusinessDayConsumer } from './business-day.consumer';
import { GovernmentConsumer } from './government.consumer';
import { KnownGovernments } from './known-governments.store';
import { Recorder } from './recorder';

/** What a service needs that records facts of governments which regencies has registered. */
@Module({
  controllers: [GovernmentConsumer, BusinessDayConsumer],
  providers: [KnownGovernments, Recorder],
  exports: [KnownGovernments, Recorder],
})
export class RecordingModule {}

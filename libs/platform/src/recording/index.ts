/** What every service that records facts shares: who and when, the fields of forms, and which rows a reader may see. */
export * from './input.dto';
export { isUuid, readable } from './reading-access';
export { Recorder } from './recorder';
export * from './recording.columns';
export { GovernmentRow } from './government.entity';
export { KnownGovernments } from './known-governments.store';
export { RecordingModule } from './recording.module';

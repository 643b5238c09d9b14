export type { Envelope, NewEvent } from './envelope';
export { MessageContext, type MessageContextValues } from './message-context';
export { isTracing, traceAtHand, type TraceHeaders } from './trace-context';
export { armCrashPoint, SIDES, type Step, STEPS, STEPS_OF_ONE, takeStep } from './crash-points';
export { textArray } from './text-array';
export { UnitOfWork, type Statement } from './unit-of-work';
export { Outbox, type PublishObserver } from './outbox';
export type { RelayTask } from './outbox-store';
export { Relay, type RelayState } from './relay';
export { Backlog, type BacklogState } from './backlog';
export { type Cause, ChunkContext } from './consumer/chunk-context';
export { EventFeed } from './event-feed';
export { EVENT_LOG, EventLogStrategy, type ConsumerProgress } from './consumer/event-log-strategy';
export { inRuns, type Received } from './consumer/handler-table';
export type { HandledObserver } from './consumer/chunk-processor';
export {
  DeadLetters,
  type DeadLetterDecision,
  type DeadLetterDetail,
  type DeadLetterSummary,
  type DecisionObserver,
  type ReplayOutcome,
} from './dead-letter/dead-letters';
export type { DeadLetterState } from './dead-letter/dead-letter-store';
export type { EventContracts } from './event-contracts';
export { Rebuild, type RebuildState, type RebuiltModel } from './rebuild/rebuild';
export { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options';
export { MessagingModule, connectEventLog } from './messaging.module';
export { messagingMigrations } from './migrations';
export { isTransient } from './transient-error';
export {
  AssignmentLostError,
  checkTopics,
  PARTITIONS_PER_TOPIC,
  TopicsDifferError,
  TopicsMissingError,
  type BatchHandler,
  type ConsumerOptions,
  type EventLog,
  type EventLogConsumer,
  type EventLogProducer,
  type Following,
  type FollowOptions,
  type LogBatch,
  type LogRecord,
  type PartitionLag,
  type ReaderOptions,
  type RecordPosition,
  type RecordRange,
  type StoredRecord,
  type TopicPartition,
  type TopicSpecification,
} from './event-log/event-log';
export { partitionFor } from './event-log/partitioner';
export { readPartition } from './event-log/read-partition';
export { createKafkaEventLog, type KafkaEventLogOptions } from './event-log/kafka/kafka-event-log';
export { KafkaCopy, type CopiedRecord } from './event-log/kafka/kafka-copy';
export { createPostgresEventLog, migratePostgresEventLog, type PostgresEventLogOptions } from './event-log/postgres/postgres-event-log';

import { Inject, Injectable } from '@nestjs/common';
import { MESSAGING_OPTIONS, type MessagingOptions } from '@komitmen/messaging';

/** Offsets are text: JSON's numbers end before theirs do. */
export interface PartitionLagView {
  readonly topic: string;
  readonly partition: number;
  readonly committed: string;
  readonly highWatermark: string;
  readonly lag: string;
}

export interface EventLogView {
  readonly log: 'postgres' | 'kafka';
  readonly topics: readonly { readonly name: string; readonly partitions: number }[];
  /** How far the service has read what it consumes; empty for one that consumes nothing. */
  readonly lag: readonly PartitionLagView[];
}

/** The event log as a service sees it. */
@Injectable()
export class EventLogLook {
  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions) {}

  async view(): Promise<EventLogView> {
    const { service, consumes, eventLog } = this.options;
    const [topics, lags] = await Promise.all([eventLog.topics(), consumes.length === 0 ? [] : eventLog.lag(service, consumes)]);
    return {
      log: eventLog.name,
      topics: topics.map(({ name, partitions }) => ({ name, partitions })).sort((a, b) => a.name.localeCompare(b.name)),
      lag: lags.map(({ topic, partition, committed, highWatermark, lag }) => ({
        topic,
        partition,
        committed: String(committed),
        highWatermark: String(highWatermark),
        lag: String(lag),
      })),
    };
  }
}

import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Backlog, ConsumerProgress, EventLogStrategy, Relay } from '@komitmen/messaging';
import { STALLED_AFTER_MS } from '../process/liveness';
import { readAtScrape, type Reading } from './gauges';
import { handlingObserver } from './metrics';

/** Waiting for a database or a log that is away is alive. */
export function isConsumerAlive(
  progress: Pick<ConsumerProgress, 'stoppedReason' | 'trouble' | 'waitingHere' | 'lastProgressAt'>,
  now: number,
): boolean {
  const { stoppedReason, trouble, waitingHere, lastProgressAt } = progress;
  if (stoppedReason !== null) return false;
  const waits = waitingHere !== null && waitingHere > 0n;
  return !waits || trouble !== null || now - lastProgressAt <= STALLED_AFTER_MS;
}

/** What a service tells Prometheus of its messages. The three looks are apart, so that a database that hangs hides only its own. */
export class ServiceMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly service: string,
    private readonly backlog: Backlog,
    private readonly consumer: EventLogStrategy,
    private readonly relay: Relay,
    private readonly consumes: boolean,
  ) {}

  onModuleInit(): void {
    this.consumer.observeHandling(handlingObserver(this.service));
    this.ends.push(
      readAtScrape(() => this.readBacklog()),
      readAtScrape(() => this.readRelay()),
    );
    if (this.consumes) this.ends.push(readAtScrape(() => this.readConsumer()));
  }

  onApplicationShutdown(): void {
    for (const end of this.ends.splice(0)) end();
  }

  private async readBacklog(): Promise<Reading[]> {
    const { outboxEvents, outboxOldestAgeSeconds, deadLetters, parkedEvents } = await this.backlog.read();
    const labels = { service: this.service };
    return [
      { gauge: 'komitmen_outbox_events', labels, value: outboxEvents },
      { gauge: 'komitmen_outbox_oldest_age_seconds', labels, value: outboxOldestAgeSeconds },
      { gauge: 'komitmen_dead_letters', labels, value: deadLetters },
      { gauge: 'komitmen_parked_events', labels, value: parkedEvents },
    ];
  }

  private async readRelay(): Promise<Reading[]> {
    return [{ gauge: 'komitmen_relay_active', labels: { service: this.service }, value: this.relay.state().active ? 1 : 0 }];
  }

  private async readConsumer(): Promise<Reading[]> {
    const progress = await this.consumer.progress();
    const { service } = this;
    const lags = [...(progress.lagByTopic ?? [])].map(([topic, lag]): Reading => ({
      gauge: 'komitmen_consumer_lag',
      labels: { service, topic },
      value: Number(lag),
    }));
    const alive = isConsumerAlive(progress, performance.now()) ? 1 : 0;
    return [{ gauge: 'komitmen_consumer_alive', labels: { service }, value: alive }, ...lags];
  }
}

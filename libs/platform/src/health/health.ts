import { Injectable } from '@nestjs/common';
import { EventLogStrategy, Relay } from '@komitmen/messaging';
import { DataSource } from 'typeorm';
import type { PartHealth, ServiceHealth } from '../service/service-definition';

/** A consumer that lags and has made no progress for this long is broken, real time. */
const STALLED_AFTER_MS = 60_000;

const reason = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The state of a service's parts, as the gateway and a liveness probe read it. */
@Injectable()
export class Health {
  constructor(
    private readonly dataSource: DataSource,
    private readonly relay: Relay,
    private readonly consumer: EventLogStrategy,
  ) {}

  async report(): Promise<ServiceHealth> {
    const [database, events] = await Promise.all([this.database(), this.events()]);
    const parts = { database, events, relay: this.publishing() };
    return { state: Object.values(parts).some(({ state }) => state === 'down') ? 'down' : 'up', parts };
  }

  private async database(): Promise<PartHealth> {
    try {
      await this.dataSource.query('SELECT 1');
      return { state: 'up' };
    } catch (error) {
      return { state: 'down', detail: reason(error) };
    }
  }

  private async events(): Promise<PartHealth> {
    try {
      const { stoppedReason, trouble, lag, lastProgressAt } = await this.consumer.progress();
      if (stoppedReason !== null) return { state: 'down', detail: stoppedReason };
      const stalled = lag !== null && lag > 0n && Date.now() - lastProgressAt.getTime() > STALLED_AFTER_MS;
      if (stalled) return { state: 'down', detail: `no progress, ${String(lag)} events wait` };
      if (trouble !== null) return { state: 'behind', detail: trouble };
      return { state: lag === null || lag === 0n ? 'up' : 'behind', detail: lag === null ? 'the event log does not answer' : `${String(lag)} events wait` };
    } catch (error) {
      return { state: 'behind', detail: reason(error) };
    }
  }

  private publishing(): PartHealth {
    const { trouble } = this.relay.state();
    return trouble === null ? { state: 'up' } : { state: 'behind', detail: trouble };
  }
}

import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { readAtScrape, type Reading } from '@komitmen/platform';
import { DataSource } from 'typeorm';
import { REMINDER_STATES, type ReminderState } from './reminder';

/** How many reminders are in each state, for Prometheus. */
@Injectable()
export class ReminderMetrics implements OnModuleInit, OnApplicationShutdown {
  private end: (() => void) | undefined;

  constructor(private readonly dataSource: DataSource) {}

  onModuleInit(): void {
    this.end = readAtScrape(() => this.read());
  }

  onApplicationShutdown(): void {
    this.end?.();
  }

  private async read(): Promise<Reading[]> {
    const rows: { state: ReminderState; n: number }[] = await this.dataSource.query(
      'SELECT state, count(*)::int AS n FROM reminder GROUP BY state',
    );
    const counts = new Map(rows.map(({ state, n }) => [state, n]));
    return REMINDER_STATES.map((state) => ({ gauge: 'komitmen_reminders', labels: { state }, value: counts.get(state) ?? 0 }));
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, TABLES, type MessagingOptions, type MessagingTables } from './messaging-options';

/** What waits in a service's tables. */
export interface BacklogState {
  /** Events committed but not yet on the log. */
  outboxEvents: number;
  /** Age of the oldest of them, in seconds of real time; 0 when none waits. */
  outboxOldestAgeSeconds: number;
  /** Open ones of the live generation. */
  deadLetters: number;
  /** Events that wait behind open dead letters. */
  parkedEvents: number;
}

/** Counts what waits, with one query. */
@Injectable()
export class Backlog {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Inject(TABLES) private readonly tables: MessagingTables,
  ) {}

  async read(): Promise<BacklogState> {
    const { outbox, deadLetters, parkedEvents, consumerGenerations } = this.tables;
    const rows: Record<'outbox' | 'age' | 'dead' | 'parked', number>[] = await this.dataSource.query(
      `SELECT (SELECT count(*)::int FROM ${outbox}) AS outbox,
         coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() - created_at))::float8 FROM ${outbox} ORDER BY position LIMIT 1), 0) AS age,
         count(*)::int AS dead, coalesce(sum((SELECT count(*) FROM ${parkedEvents} p WHERE p.dead_letter_id = d.id)), 0)::int AS parked
       FROM ${deadLetters} d WHERE consumer = $1 AND state = 'open'
       AND generation = coalesce((SELECT generation FROM ${consumerGenerations} WHERE consumer = $1), 1)`,
      [this.options.service],
    );
    const [row] = rows;
    if (!row) throw new Error('the database counted nothing');
    return { outboxEvents: row.outbox, outboxOldestAgeSeconds: row.age, deadLetters: row.dead, parkedEvents: row.parked };
  }
}

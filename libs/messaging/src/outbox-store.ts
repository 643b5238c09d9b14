import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { connectionOf } from './connection-of';
import type { Envelope } from './envelope';
import { schemaOf, type MessagingOptions, type MessagingTables } from './messaging-options';
import type { OutboxRow } from './outbox-row';
import type { Scalar, Statement } from './unit-of-work';

/** Work that only the one active relay of a service may do, e.g. sealing audit rows. */
export interface RelayTask {
  name: string;
  /** Uses the relay's own connection, which holds the lease. Resolves to true when more is waiting. */
  run(client: Client): Promise<boolean>;
}

/** The one connection that a relay works with: the lease is its own, so that losing it and losing the work are the same thing. */
export interface RelayConnection {
  open(): Promise<void>;
  /** @returns whether the lease is this connection's now; it keeps it until it ends. */
  takeLease(): Promise<boolean>;
  /** The first rows that can be seen; a lower position may still commit later. */
  oldest(limit: number): Promise<OutboxRow[]>;
  remove(rows: readonly OutboxRow[]): Promise<void>;
  perform(task: RelayTask): Promise<boolean>;
  end(): Promise<void>;
}

/** The server gives up a relay whose machine is gone, and with it the lease, after about 8 s. */
const FORGET_A_DEAD_PEER = 'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3';
/** Its statements are parsed once, but a plan that was kept would be that of an outbox of another length. */
const PLAN_EACH_CALL = 'SET plan_cache_mode = force_custom_plan';

/** Rows whose removal is not on the disk yet are looked at by each `oldest` again: a few cost nothing, thousands more than the disk. */
const MANY_ROWS = 100;

const COLUMNS =
  'id, type, subject, province, aggregate_version, data, correlation_id, causation_id, actor, created_at, traceparent, tracestate';

/** An event in the order of the columns. */
const valuesOf = (event: Envelope): Scalar[] => [
  event.id,
  event.type,
  event.subject,
  event.partitionkey,
  event.aggregateversion,
  JSON.stringify(event.data),
  event.correlationid,
  event.causationid,
  event.actor,
  event.time,
  event.traceparent ?? null,
  event.tracestate ?? null,
];

/** The rows' columns, each a list. */
const transposed = (rows: readonly [readonly Scalar[], ...(readonly Scalar[])[]]): Scalar[][] =>
  rows[0].map((_, column) => rows.map((row) => row[column] ?? null));

/** The rows of the outbox: events that are committed but not yet on the log. */
export class OutboxStore {
  /** What a command publishes; costs the database half of what a list of one would. */
  private readonly addOne: string;
  private readonly addAll: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: Pick<MessagingOptions, 'service' | 'relayAnswerWithinMs'>,
    private readonly tables: MessagingTables,
  ) {
    this.addOne = `INSERT INTO ${tables.outbox} (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
    this.addAll = `INSERT INTO ${tables.outbox} (${COLUMNS})
       SELECT id, type, subject, province, aggregate_version, data::jsonb, correlation_id, causation_id, actor, created_at, traceparent, tracestate
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::timestamptz[],
           $11::text[], $12::text[])
         WITH ORDINALITY AS e (${COLUMNS}, place)
       ORDER BY place`;
  }

  /** Puts events in a row, behind all that have a position by then. */
  adding(events: readonly Envelope[]): Statement {
    const [first, ...more] = events.map(valuesOf);
    if (first === undefined) throw new Error('there is no event to add');
    return more.length === 0 ? { text: this.addOne, values: first } : { text: this.addAll, values: transposed([first, ...more]) };
  }

  /** A connection for a relay, outside the pool; not open yet. */
  connection(onError: (error: unknown) => void): RelayConnection {
    // One that went silent without a word must not keep the relay, or the lease, for ever.
    const client = new Client({
      ...connectionOf(this.dataSource),
      application_name: `komitmen ${this.options.service} relay`,
      keepAlive: true,
      query_timeout: this.options.relayAnswerWithinMs ?? 30_000,
    });
    client.on('error', onError);
    return new PostgresRelayConnection(client, this.tables.outbox, `${schemaOf(this.dataSource)}.${this.options.service}`);
  }
}

class PostgresRelayConnection implements RelayConnection {
  /** Does not wait for the disk: a row that a fall of the server brings back is sent again, and the inbox of whoever gets it drops it. */
  private readonly removeUnhurried: string;

  constructor(
    private readonly client: Client,
    private readonly outbox: string,
    private readonly leaseName: string,
  ) {
    this.removeUnhurried = `DELETE FROM ${outbox} USING (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
       WHERE position = ANY ($1::bigint[])`;
  }

  async open(): Promise<void> {
    await this.client.connect();
    await this.client.query(`${FORGET_A_DEAD_PEER}; ${PLAN_EACH_CALL}`);
  }

  async takeLease(): Promise<boolean> {
    const { rows } = await this.client.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('komitmen.relay'), hashtext($1)) AS held`,
      [this.leaseName],
    );
    return rows[0]?.held === true;
  }

  async oldest(limit: number): Promise<OutboxRow[]> {
    const { rows } = await this.client.query<OutboxRow>({
      name: 'oldest',
      text: `SELECT position, id, type, subject, province, aggregate_version, data::text AS data, correlation_id, causation_id, actor, created_at, traceparent, tracestate
       FROM ${this.outbox} ORDER BY position LIMIT ${limit}`,
    });
    return rows;
  }

  async remove(rows: readonly OutboxRow[]): Promise<void> {
    const values = [rows.map((row) => row.position)];
    if (rows.length < MANY_ROWS) await this.client.query({ name: 'sent', text: this.removeUnhurried, values });
    else await this.client.query({ name: 'many sent', text: `DELETE FROM ${this.outbox} WHERE position = ANY ($1::bigint[])`, values });
  }

  perform(task: RelayTask): Promise<boolean> {
    return task.run(this.client);
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablesIn, type MessagingTables } from './messaging-options';

const statements = (tables: MessagingTables): string[] => [
  `CREATE TABLE ${tables.outbox} (
    position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    province text NOT NULL,
    aggregate_version integer NOT NULL,
    data jsonb NOT NULL,
    correlation_id text NOT NULL,
    causation_id uuid,
    actor text,
    created_at timestamptz NOT NULL
  )`,
  `COMMENT ON TABLE ${tables.outbox} IS 'Events committed but not yet on the log; a queue, emptied oldest first by the one active relay'`,
  `COMMENT ON COLUMN ${tables.outbox}.created_at IS 'Real time of publishing, the envelope''s time'`,
  `CREATE TABLE ${tables.inbox} (
    consumer text NOT NULL,
    generation integer NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, generation, event_id)
  )`,
  `COMMENT ON TABLE ${tables.inbox} IS 'Events that had their effect; written in the transaction of the effect'`,
  `CREATE TABLE ${tables.consumedOffsets} (
    consumer text NOT NULL,
    generation integer NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, generation, topic, partition)
  )`,
  `COMMENT ON TABLE ${tables.consumedOffsets} IS 'First offset not yet handled, written in the transaction of the effect; the log''s own commit follows'`,
  `CREATE TABLE ${tables.deadLetters} (
    id uuid PRIMARY KEY,
    consumer text NOT NULL,
    generation integer NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    cause text NOT NULL,
    message text NOT NULL,
    stack text,
    event_id text NOT NULL,
    type text,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key text NOT NULL,
    partition_key text NOT NULL,
    headers json NOT NULL,
    value text NOT NULL,
    stored_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    decided_at timestamptz,
    decided_by text,
    reason text,
    UNIQUE (consumer, generation, event_id)
  )`,
  `COMMENT ON TABLE ${tables.deadLetters} IS 'Events that could not be handled; while one is open, later events of its key are parked'`,
  `COMMENT ON COLUMN ${tables.deadLetters}.event_id IS 'The envelope''s id, or topic/partition/offset when it has none'`,
  `COMMENT ON COLUMN ${tables.deadLetters}.applied_at IS 'When a replay gave the event its effect, or a discard made it needless; parked ones may still wait'`,
  `COMMENT ON COLUMN ${tables.deadLetters}.reason IS 'Why it was discarded; null for every other'`,
  `CREATE INDEX dead_letters_open ON ${tables.deadLetters} (consumer, generation, topic, key) WHERE state = 'open'`,
  `CREATE INDEX dead_letters_discarded ON ${tables.deadLetters} (consumer, event_id) WHERE reason IS NOT NULL`,
  `CREATE TABLE ${tables.parkedEvents} (
    position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    dead_letter_id uuid NOT NULL REFERENCES ${tables.deadLetters} (id),
    event_id text NOT NULL,
    type text,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key text NOT NULL,
    partition_key text NOT NULL,
    headers json NOT NULL,
    value text NOT NULL,
    stored_at timestamptz NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (dead_letter_id, topic, partition, record_offset)
  )`,
  `COMMENT ON TABLE ${tables.parkedEvents} IS 'Events of a key that wait behind its dead letter, in the log''s order'`,
  `CREATE TABLE ${tables.consumerGenerations} (
    consumer text PRIMARY KEY,
    generation integer NOT NULL,
    previous integer,
    swapped_at timestamptz NOT NULL DEFAULT now()
  )`,
  `COMMENT ON TABLE ${tables.consumerGenerations} IS 'The generation that is live (no row means 1), and the one before it, which published all that it had consumed'`,
];

/** The migrations of messaging's tables in the schema of a service. */
export function messagingMigrations(schema: string): (new () => MigrationInterface)[] {
  const tables = tablesIn(schema);
  class CreateMessaging1763600000000 implements MigrationInterface {
    readonly name = 'CreateMessaging1763600000000';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements(tables)) await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      const { parkedEvents, deadLetters, consumedOffsets, inbox, outbox, consumerGenerations } = tables;
      await runner.query(`DROP TABLE ${[parkedEvents, deadLetters, consumedOffsets, inbox, outbox, consumerGenerations].join(', ')}`);
    }
  }
  class AddTraceContext1763680000000 implements MigrationInterface {
    readonly name = 'AddTraceContext1763680000000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE ${tables.outbox} ADD COLUMN traceparent text, ADD COLUMN tracestate text`);
      await runner.query(
        `COMMENT ON COLUMN ${tables.outbox}.traceparent IS 'W3C trace context of the publisher; null where tracing is off'`,
      );
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE ${tables.outbox} DROP COLUMN traceparent, DROP COLUMN tracestate`);
    }
  }
  class AddRebuilds1763720000000 implements MigrationInterface {
    readonly name = 'AddRebuilds1763720000000';

    async up(runner: QueryRunner): Promise<void> {
      const { consumedOffsets, consumerGenerations } = tables;
      await runner.query(`ALTER TABLE ${consumedOffsets} ADD COLUMN live boolean NOT NULL DEFAULT true`);
      await runner.query(
        `UPDATE ${consumedOffsets} o SET live = false
         WHERE generation <> coalesce((SELECT g.generation FROM ${consumerGenerations} g WHERE g.consumer = o.consumer), 1)`,
      );
      await runner.query(`CREATE UNIQUE INDEX consumed_offsets_live ON ${consumedOffsets} (consumer, topic, partition) WHERE live`);
      await runner.query(
        `ALTER TABLE ${consumerGenerations} ALTER COLUMN swapped_at DROP NOT NULL, ALTER COLUMN swapped_at DROP DEFAULT,
         ADD COLUMN latest integer NOT NULL DEFAULT 1, ADD COLUMN building integer, ADD COLUMN verify boolean NOT NULL DEFAULT false,
         ADD COLUMN begun_at timestamptz, ADD COLUMN refused text`,
      );
      await runner.query(`UPDATE ${consumerGenerations} SET latest = greatest(generation, previous)`);
      await runner.query(
        `COMMENT ON TABLE ${consumerGenerations} IS 'The generation that is live (no row means 1), the one before it, and the one being built'`,
      );
      await runner.query(`COMMENT ON COLUMN ${consumerGenerations}.latest IS 'The highest number ever given: none is given twice'`);
      await runner.query(`COMMENT ON COLUMN ${consumerGenerations}.refused IS 'Why the last one that was built did not go live'`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE ${tables.consumedOffsets} DROP COLUMN live`);
      await runner.query(
        `ALTER TABLE ${tables.consumerGenerations} DROP COLUMN latest, DROP COLUMN building, DROP COLUMN verify, DROP COLUMN begun_at,
         DROP COLUMN refused`,
      );
    }
  }
  return [CreateMessaging1763600000000, AddTraceContext1763680000000, AddRebuilds1763720000000];
}

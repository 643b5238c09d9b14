import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationClass } from '../service/service-definition';

/** Tables that every service has beside its own: stored answers, the audit, and the calendar where it is consumed. */
export function platformMigrations(schema: string, options: { readonly calendar: boolean } = { calendar: true }): MigrationClass[] {
  const table = (name: string): string => `"${schema}"."${name}"`;

  class PlatformTables1700000000100 implements MigrationInterface {
    readonly name = 'PlatformTables1700000000100';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`CREATE TABLE ${table('idempotency_keys')} (
        account text NOT NULL, route text NOT NULL, key text NOT NULL, body_hash text NOT NULL,
        status integer NOT NULL, body jsonb, etag text, created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account, route, key))`);
      await runner.query(`CREATE INDEX idempotency_keys_created_at ON ${table('idempotency_keys')} (created_at)`);
      await runner.query(`CREATE TABLE ${table('audit_log')} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account text NOT NULL, role text NOT NULL, scope text NOT NULL, remote_address text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), business_date text, business_time text,
        correlation_id text NOT NULL, event_id uuid NOT NULL, event_type text NOT NULL, subject text NOT NULL, data jsonb NOT NULL)`);
      await runner.query(`CREATE INDEX audit_log_subject ON ${table('audit_log')} (subject, id)`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${table('audit_log')}`);
      await runner.query(`DROP TABLE ${table('idempotency_keys')}`);
    }
  }

  class PlatformCalendar1700000000200 implements MigrationInterface {
    readonly name = 'PlatformCalendar1700000000200';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`CREATE TABLE ${table('calendar')} (
        province text PRIMARY KEY, date text NOT NULL, time text NOT NULL, zone text NOT NULL, mode text NOT NULL)`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${table('calendar')}`);
    }
  }

  class AuditSeals1763700000000 implements MigrationInterface {
    readonly name = 'AuditSeals1763700000000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`CREATE TABLE ${table('audit_seals')} (
        position bigint PRIMARY KEY, row_id bigint NOT NULL UNIQUE, key_id text NOT NULL, row_seal bytea NOT NULL, seal bytea NOT NULL)`);
      await runner.query(
        `COMMENT ON TABLE ${table('audit_seals')} IS 'The chain of the audit''s rows, in the order of sealing; only added to'`,
      );
      await runner.query(`CREATE TABLE ${table('audit_unsealed')} (row_id bigint PRIMARY KEY)`);
      await runner.query(`COMMENT ON TABLE ${table('audit_unsealed')} IS 'Rows that wait for their seals; a queue'`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${table('audit_unsealed')}, ${table('audit_seals')}`);
    }
  }

  return [PlatformTables1700000000100, ...(options.calendar ? [PlatformCalendar1700000000200] : []), AuditSeals1763700000000];
}

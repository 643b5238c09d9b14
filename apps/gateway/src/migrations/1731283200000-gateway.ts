import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Gateway1731283200000 implements MigrationInterface {
  readonly name = 'Gateway1731283200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id uuid PRIMARY KEY,
        username text NOT NULL UNIQUE,
        display_name text NOT NULL,
        role text NOT NULL CHECK (role IN ('planner', 'treasury-officer', 'enrolment-officer', 'administrator')),
        scope text NOT NULL CHECK (scope ~ '^[0-9]{2}([.][0-9]{2})?$'),
        state text NOT NULL CHECK (state IN ('enabled', 'disabled', 'removed')),
        password_hash text NOT NULL,
        version integer NOT NULL CHECK (version > 0)
      );
      CREATE TABLE session (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account (id),
        secret_hash text NOT NULL UNIQUE,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX session_of_account ON session (account_id);
      CREATE TABLE government (code text PRIMARY KEY, name text NOT NULL);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE government, session, account');
  }
}

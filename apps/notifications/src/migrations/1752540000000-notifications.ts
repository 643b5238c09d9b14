import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Notifications1752540000000 implements MigrationInterface {
  name = 'Notifications1752540000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notifications.government (
        code text PRIMARY KEY,
        name text NOT NULL,
        province text NOT NULL,
        zone text NOT NULL
      );

      CREATE TABLE notifications.official (
        government text NOT NULL,
        post text NOT NULL,
        title text NOT NULL,
        email text NOT NULL,
        PRIMARY KEY (government, post)
      );

      CREATE TABLE notifications.flag (
        id text PRIMARY KEY,
        government text NOT NULL,
        province text NOT NULL,
        fiscal_year integer NOT NULL,
        rule text NOT NULL,
        rule_version integer NOT NULL,
        link text NOT NULL,
        since date NOT NULL,
        standing boolean NOT NULL,
        evidence jsonb NOT NULL
      );
      CREATE INDEX flag_of_government ON notifications.flag (government);

      CREATE TABLE notifications.reminder (
        id text PRIMARY KEY,
        flag_id text NOT NULL REFERENCES notifications.flag (id),
        government text NOT NULL,
        province text NOT NULL,
        post text NOT NULL,
        rung integer NOT NULL CHECK (rung >= 1),
        due_date date NOT NULL,
        due_time text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('scheduled', 'sent', 'bounced', 'withdrawn')),
        letter_id text,
        sent_date date,
        sent_time text,
        smtp_status integer,
        UNIQUE (flag_id, post, rung),
        CHECK ((state IN ('sent', 'bounced')) <= (letter_id IS NOT NULL)),
        CHECK ((state = 'sent') = (sent_date IS NOT NULL AND sent_time IS NOT NULL))
      );
      CREATE INDEX reminder_waiting ON notifications.reminder (province, due_date) WHERE state = 'scheduled' AND letter_id IS NULL;
      CREATE INDEX reminder_of_letter ON notifications.reminder (letter_id);
      CREATE INDEX reminder_of_government ON notifications.reminder (government, due_date);

      CREATE TABLE notifications.letter (
        id text PRIMARY KEY,
        government text NOT NULL,
        province text NOT NULL,
        post text NOT NULL,
        date date NOT NULL,
        time text NOT NULL,
        subject text NOT NULL,
        title text NOT NULL,
        email text NOT NULL,
        copies jsonb NOT NULL,
        text text NOT NULL,
        html text NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'sent', 'bounced', 'withdrawn')),
        attempts integer NOT NULL DEFAULT 0,
        sent_date date,
        sent_time text,
        written_at timestamptz NOT NULL,
        enqueued_at timestamptz,
        UNIQUE (government, post, date),
        CHECK ((state = 'sent') = (sent_date IS NOT NULL AND sent_time IS NOT NULL))
      );
      CREATE INDEX letter_queued ON notifications.letter (province, enqueued_at NULLS FIRST) WHERE state = 'queued';

      CREATE TABLE notifications.delivery (
        id text PRIMARY KEY,
        letter_id text NOT NULL REFERENCES notifications.letter (id),
        via text NOT NULL CHECK (via IN ('file', 'smtp')),
        outcome text NOT NULL CHECK (outcome IN ('started', 'sent', 'deferred', 'bounced')),
        smtp_status integer,
        detail text,
        started_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX delivery_of_letter ON notifications.delivery (letter_id, started_at);

      CREATE TABLE notifications.business_day (
        province text NOT NULL,
        date date NOT NULL,
        time text,
        evaluated boolean NOT NULL DEFAULT false,
        written_at timestamptz,
        reached boolean NOT NULL DEFAULT false,
        PRIMARY KEY (province, date)
      );
      CREATE INDEX business_day_open ON notifications.business_day (province, date) WHERE NOT reached;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE notifications.business_day, notifications.delivery, notifications.letter, notifications.reminder,
        notifications.flag, notifications.official, notifications.government;
    `);
  }
}

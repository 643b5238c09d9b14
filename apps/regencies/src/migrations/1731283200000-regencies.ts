import type { MigrationInterface, QueryRunner } from 'typeorm';

const recorded = `
  holds_on date NOT NULL,
  known_on date NOT NULL CHECK (holds_on <= known_on),
  recorded_at timestamptz NOT NULL,
  recorded_by jsonb NOT NULL`;

export class Regencies1731283200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE regencies.government (
        code text PRIMARY KEY CHECK (code ~ '^[0-9]{2}(\\.[0-9]{2})?$'),
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('province', 'kabupaten', 'kota')),
        province text NOT NULL,
        time_zone text NOT NULL,
        tile jsonb,
        centroid jsonb
      );
      CREATE TABLE regencies.official (
        government text NOT NULL REFERENCES regencies.government,
        post text NOT NULL CHECK (post IN ('regional-secretary', 'treasury-office', 'labour-office')),
        title text NOT NULL,
        email text NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (government, post)
      );
      CREATE TABLE regencies.calendar_state (
        province text PRIMARY KEY REFERENCES regencies.government,
        zone text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('live', 'demonstration')),
        date date,
        time text CHECK (time ~ '^[0-9]{2}:[0-9]{2}$'),
        loading boolean NOT NULL,
        advancing_to date,
        held_at date,
        finished_on date,
        days_begun integer NOT NULL,
        CHECK ((date IS NULL) = (time IS NULL)),
        CHECK (held_at IS NULL OR advancing_to IS NOT NULL),
        CHECK (mode = 'demonstration' OR (advancing_to IS NULL AND NOT loading))
      );
      CREATE TABLE regencies.commitment (
        id uuid PRIMARY KEY,
        government text NOT NULL REFERENCES regencies.government,
        fiscal_year smallint NOT NULL,
        status text NOT NULL CHECK (status IN ('draft', 'pledged', 'confirmed', 'declared-none', 'withdrawn')),
        version integer NOT NULL,
        pledge jsonb,
        source jsonb NOT NULL,
        document jsonb,
        reason text,
        ${recorded},
        CHECK (pledge IS NOT NULL OR status IN ('declared-none', 'withdrawn'))
      );
      CREATE UNIQUE INDEX commitment_standing ON regencies.commitment (government, fiscal_year) WHERE status <> 'withdrawn';
      CREATE TABLE regencies.stated_figure (
        id uuid PRIMARY KEY,
        subject text NOT NULL REFERENCES regencies.government,
        fiscal_year smallint,
        measure text NOT NULL,
        value text,
        denominator text,
        unit text NOT NULL,
        text text,
        qualifier text NOT NULL,
        precision_unit text,
        definition text,
        source jsonb NOT NULL,
        ${recorded},
        CHECK (value IS NOT NULL OR text IS NOT NULL)
      );
      CREATE INDEX stated_figure_subject ON regencies.stated_figure (subject, measure);
      CREATE TABLE regencies.target (
        id uuid PRIMARY KEY,
        government text NOT NULL REFERENCES regencies.government,
        fiscal_year smallint NOT NULL,
        share text NOT NULL,
        denominator text NOT NULL,
        source jsonb NOT NULL,
        ${recorded}
      );
      CREATE INDEX target_government ON regencies.target (government, fiscal_year);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE regencies.target, regencies.stated_figure, regencies.commitment, regencies.calendar_state, regencies.official, regencies.government',
    );
  }
}

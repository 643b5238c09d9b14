import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Enrolment1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enrolment.government (
        code text PRIMARY KEY CHECK (code ~ '^[0-9]{2}(\\.[0-9]{2})?$'),
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('province', 'kabupaten', 'kota')),
        province text NOT NULL
      );

      CREATE TABLE enrolment.headcount (
        id uuid PRIMARY KEY,
        payer text NOT NULL REFERENCES enrolment.government,
        fiscal_year smallint NOT NULL CHECK (fiscal_year BETWEEN 2000 AND 2100),
        kind text NOT NULL,
        persons integer,
        qualifier text NOT NULL CHECK (qualifier IN ('exact', 'rounded', 'about', 'atLeast')),
        precision_unit integer CHECK (precision_unit > 0),
        statement text,
        residence text REFERENCES enrolment.government,
        beneficiary_group text,
        segment text CHECK (segment IN ('PU', 'BPU', 'JAKON', 'PMI')),
        months text[] CHECK (cardinality(months) BETWEEN 1 AND 12),
        reporter text NOT NULL CHECK (reporter IN ('payer', 'third-party')),
        source jsonb NOT NULL,
        holds_on date NOT NULL,
        known_on date NOT NULL CHECK (holds_on <= known_on),
        recorded_at timestamptz NOT NULL,
        recorded_by jsonb NOT NULL,
        CONSTRAINT unknown_zero_and_positive_are_distinct CHECK (
          (kind = 'count' AND persons IS NOT NULL AND persons > 0)
          OR (kind = 'asserted-zero' AND persons IS NOT NULL AND persons = 0 AND qualifier = 'exact')
          OR (kind = 'nothing-to-report' AND persons IS NULL)
        )
      );
      CREATE INDEX headcount_payer ON enrolment.headcount (payer, fiscal_year);

      CREATE FUNCTION enrolment.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON enrolment.headcount EXECUTE FUNCTION enrolment.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE enrolment.headcount, enrolment.government; DROP FUNCTION enrolment.refuse_change()');
  }
}

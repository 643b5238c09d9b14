import type { MigrationInterface, QueryRunner } from 'typeorm';

const recorded = `
  holds_on date NOT NULL,
  known_on date NOT NULL CHECK (holds_on <= known_on),
  recorded_at timestamptz NOT NULL,
  recorded_by jsonb NOT NULL`;

export class Budgets1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE budgets.government (
        code text PRIMARY KEY CHECK (code ~ '^[0-9]{2}(\\.[0-9]{2})?$'),
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('province', 'kabupaten', 'kota')),
        province text NOT NULL
      );

      CREATE TABLE budgets.allocation (
        id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version >= 1),
        payer text NOT NULL REFERENCES budgets.government,
        beneficiary text NOT NULL REFERENCES budgets.government,
        fiscal_year smallint NOT NULL CHECK (fiscal_year BETWEEN 2000 AND 2100),
        fund_source text NOT NULL
          CHECK (fund_source IN ('PAD', 'DAU', 'DAK', 'DBH', 'DBHCHT', 'DBH-SAWIT', 'DBH-DR', 'BTT', 'ADD', 'ZIS', 'CSR', 'SILPA')),
        budget text NOT NULL CHECK (budget IN ('original', 'revised')),
        supersedes uuid REFERENCES budgets.allocation,
        stage text NOT NULL CHECK (stage IN ('proposed', 'drafted', 'enacted', 'executable', 'closed')),
        amount bigint NOT NULL CHECK (amount > 0),
        months smallint NOT NULL CHECK (months BETWEEN 1 AND 12),
        segment text NOT NULL CHECK (segment IN ('PU', 'BPU', 'JAKON', 'PMI')),
        beneficiary_group text,
        legal_basis text,
        document jsonb NOT NULL,
        account_code text CHECK (account_code ~ '^[0-9]\\.[0-9]\\.[0-9]{2}\\.[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}$'),
        source jsonb,
        ${recorded},
        CHECK (supersedes IS NULL OR budget = 'revised'),
        CHECK (supersedes <> id)
      );
      CREATE INDEX allocation_payer ON budgets.allocation (payer, fiscal_year);
      CREATE UNIQUE INDEX allocation_superseded_once ON budgets.allocation (supersedes) WHERE supersedes IS NOT NULL;

      CREATE TABLE budgets.allocation_version (
        allocation_id uuid NOT NULL REFERENCES budgets.allocation DEFERRABLE INITIALLY DEFERRED,
        version integer NOT NULL CHECK (version >= 1),
        fact jsonb NOT NULL,
        PRIMARY KEY (allocation_id, version)
      );

      CREATE TABLE budgets.none_declaration (
        id uuid PRIMARY KEY,
        payer text NOT NULL REFERENCES budgets.government,
        fiscal_year smallint NOT NULL CHECK (fiscal_year BETWEEN 2000 AND 2100),
        source jsonb NOT NULL,
        ${recorded}
      );

      CREATE TABLE budgets.disbursement (
        id uuid PRIMARY KEY,
        allocation_id uuid NOT NULL REFERENCES budgets.allocation,
        version integer NOT NULL CHECK (version >= 1),
        payer text NOT NULL REFERENCES budgets.government,
        beneficiary text NOT NULL REFERENCES budgets.government,
        fiscal_year smallint NOT NULL CHECK (fiscal_year BETWEEN 2000 AND 2100),
        stage text NOT NULL CHECK (stage IN ('requested', 'ordered', 'disbursed', 'acknowledged', 'rejected', 'refunded')),
        amount bigint NOT NULL CHECK (amount > 0),
        paid_months text[] NOT NULL CHECK (cardinality(paid_months) BETWEEN 1 AND 12),
        segment text NOT NULL CHECK (segment IN ('PU', 'BPU', 'JAKON', 'PMI')),
        document jsonb NOT NULL,
        sp2d text,
        receipt jsonb,
        reason text,
        refund jsonb,
        ${recorded},
        CHECK ((sp2d IS NULL) <= (stage IN ('requested', 'ordered', 'rejected'))),
        CHECK ((stage = 'acknowledged') <= (receipt IS NOT NULL)),
        CHECK ((stage = 'rejected') = (reason IS NOT NULL)),
        CHECK ((stage = 'refunded') = (refund IS NOT NULL))
      );
      CREATE INDEX disbursement_payer ON budgets.disbursement (payer, fiscal_year);
      CREATE INDEX disbursement_allocation ON budgets.disbursement (allocation_id);
      CREATE UNIQUE INDEX disbursement_sp2d_once ON budgets.disbursement (payer, fiscal_year, sp2d) WHERE sp2d IS NOT NULL AND stage <> 'rejected';

      CREATE TABLE budgets.disbursement_version (
        disbursement_id uuid NOT NULL REFERENCES budgets.disbursement DEFERRABLE INITIALLY DEFERRED,
        version integer NOT NULL CHECK (version >= 1),
        type text NOT NULL,
        fact jsonb NOT NULL,
        PRIMARY KEY (disbursement_id, version)
      );

      CREATE FUNCTION budgets.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgets.allocation_version EXECUTE FUNCTION budgets.refuse_change();
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgets.disbursement_version EXECUTE FUNCTION budgets.refuse_change();
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgets.none_declaration EXECUTE FUNCTION budgets.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE budgets.disbursement_version, budgets.disbursement, budgets.none_declaration, budgets.allocation_version, budgets.allocation, budgets.government;
      DROP FUNCTION budgets.refuse_change();
    `);
  }
}

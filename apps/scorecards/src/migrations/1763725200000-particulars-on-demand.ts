import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The particulars of a scorecard are made from its facts when somebody opens its page: written with every report, they were most of
 * what a report cost. Content is read and written whole, so it is kept as the text it is.
 */
const STATEMENTS = [
  `ALTER TABLE scorecards.scorecards DROP COLUMN particulars, ALTER COLUMN summary TYPE json USING summary::json,
     ADD COLUMN flags_digest text NOT NULL DEFAULT ''`,
  `ALTER TABLE scorecards.scorecards ALTER COLUMN flags_digest DROP DEFAULT`,
  `COMMENT ON COLUMN scorecards.scorecards.digest IS 'SHA-256 of summary, verdicts, flags and the number of facts: tells whether anything changed'`,
  `COMMENT ON COLUMN scorecards.scorecards.flags_digest IS 'SHA-256 of every flag it ever had: tells whether its rows in flags change'`,
  `ALTER TABLE scorecards.facts ALTER COLUMN data TYPE json USING data::json`,
];

export class ParticularsOnDemand1763725200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Scorecards of the former shape are judged anew with the next day or fact.
    await runner.query(`DELETE FROM scorecards.scorecards`);
    await runner.query(`ALTER TABLE scorecards.scorecards DROP COLUMN flags_digest, ALTER COLUMN summary TYPE jsonb USING summary::jsonb,
      ADD COLUMN particulars jsonb NOT NULL`);
    await runner.query(`ALTER TABLE scorecards.facts ALTER COLUMN data TYPE jsonb USING data::jsonb`);
  }
}

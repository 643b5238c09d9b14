import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every table of the read model carries the generation it was built in; rule parameters are this service's own. */
const STATEMENTS = [
  `CREATE TABLE scorecards.governments (
    generation integer NOT NULL,
    code text NOT NULL,
    province text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('province', 'kabupaten', 'kota')),
    time_zone text NOT NULL,
    tile jsonb,
    PRIMARY KEY (generation, code)
  )`,
  `CREATE INDEX governments_by_province ON scorecards.governments (generation, province)`,
  `CREATE TABLE scorecards.facts (
    generation integer NOT NULL,
    event_id uuid NOT NULL,
    government text NOT NULL,
    fiscal_year integer NOT NULL,
    known_on date NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (generation, event_id)
  )`,
  `COMMENT ON COLUMN scorecards.facts.fiscal_year IS '0: the source names no year, the fact belongs to every one'`,
  `CREATE INDEX facts_by_government ON scorecards.facts (generation, government, fiscal_year)`,
  `CREATE TABLE scorecards.scorecards (
    generation integer NOT NULL,
    government text NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    changed_on date NOT NULL,
    fact_count integer NOT NULL,
    digest text NOT NULL,
    summary jsonb NOT NULL,
    particulars jsonb NOT NULL,
    PRIMARY KEY (generation, government, fiscal_year)
  )`,
  `COMMENT ON COLUMN scorecards.scorecards.version IS 'Grows by one whenever the content changes'`,
  `COMMENT ON COLUMN scorecards.scorecards.digest IS 'SHA-256 of the content and its flags as canonical JSON: tells whether anything changed'`,
  `CREATE TABLE scorecards.flags (
    generation integer NOT NULL,
    id text NOT NULL,
    government text NOT NULL,
    fiscal_year integer NOT NULL,
    rule text NOT NULL,
    since date NOT NULL,
    cleared_on date,
    data jsonb NOT NULL,
    PRIMARY KEY (generation, id)
  )`,
  `CREATE INDEX flags_by_government ON scorecards.flags (generation, government, fiscal_year)`,
  `CREATE TABLE scorecards.day_marks (
    generation integer NOT NULL,
    province text NOT NULL,
    date date NOT NULL,
    service text NOT NULL,
    PRIMARY KEY (generation, province, date, service)
  )`,
  `COMMENT ON TABLE scorecards.day_marks IS 'Which services have come to which business day; the day is evaluated once all have'`,
  `CREATE TABLE scorecards.rule_parameters (
    province text NOT NULL,
    fiscal_year integer NOT NULL,
    rule text NOT NULL,
    version integer NOT NULL CHECK (version >= 2),
    parameter text,
    known_on date NOT NULL,
    PRIMARY KEY (province, fiscal_year, rule, version)
  )`,
  `COMMENT ON COLUMN scorecards.rule_parameters.version IS 'From 2: version 1 is the rule before anybody set anything'`,
];

export class Scorecards1752541200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rule_parameters', 'day_marks', 'flags', 'scorecards', 'facts', 'governments'])
      await runner.query(`DROP TABLE scorecards.${table}`);
  }
}

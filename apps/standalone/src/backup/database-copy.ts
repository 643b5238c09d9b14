import { CannotStart } from '@komitmen/platform';
import { pipeline } from 'node:stream/promises';
import { type Client, escapeIdentifier } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Say } from '../first-start';
import type { Archive, NewArchive } from './archive';
import type { ArchivedTable, Sequence, Table } from './manifest';
import { counted } from './telling';

const titleOf = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string => `${schema}.${name}`;
const nameOf = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string => `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
const withColumns = (table: Table): string => `${nameOf(table)} (${table.columns.map(escapeIdentifier).join(', ')})`;

/** Values as every server writes and reads them alike, and no limit on the time that it takes. */
export async function prepareToCopy(client: Client): Promise<void> {
  await client.query(
    `SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1;
     SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '10s'`,
  );
}

/** The tables of the schemas, those that others refer to first. */
export async function tablesOf(client: Client, schemas: readonly string[]): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name,
            array_agg(a.attname::text ORDER BY a.attname) FILTER (WHERE a.attgenerated = '') AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind = 'r' AND n.nspname = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2`,
    [schemas],
  );
  const { rows: references } = await client.query<Reference>(
    `SELECT cn.nspname || '.' || c.relname AS child, pn.nspname || '.' || p.relname AS parent
       FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
       JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE f.contype = 'f' AND p.oid <> c.oid AND cn.nspname = ANY ($1)`,
    [schemas],
  );
  return parentsFirst(tables, references);
}

interface Reference {
  readonly child: string;
  readonly parent: string;
}

export function parentsFirst(tables: readonly Table[], references: readonly Reference[]): Table[] {
  const left = new Map(tables.map((table) => [titleOf(table), table]));
  const ordered: Table[] = [];
  while (left.size > 0) {
    const free = [...left].filter(([title]) => references.every(({ child, parent }) => child !== title || !left.has(parent)));
    if (free.length === 0) throw new Error(`These tables refer to each other: ${[...left.keys()].join(', ')}`);
    for (const [title, table] of free) {
      left.delete(title);
      ordered.push(table);
    }
  }
  return ordered;
}

/** Copies a table's rows, as the client's transaction sees them, into the backup. */
export async function copyOut(client: Client, table: Table, archive: NewArchive, say: Say): Promise<ArchivedTable> {
  const rows = client.query(copyTo(`COPY ${withColumns(table)} TO STDOUT`));
  const file = await archive.write(titleOf(table), rows, say);
  if (rows.rowCount > 0) say(`${titleOf(table)}: ${counted(rows.rowCount, 'row')}`);
  return { ...table, rows: rows.rowCount, file };
}

/** Copies a table's rows back. @throws Error when they are not as many as they were. */
export async function copyIn(client: Client, table: ArchivedTable, archive: Archive, say: Say): Promise<void> {
  const into = client.query(copyFrom(`COPY ${withColumns(table)} FROM STDIN`));
  await pipeline(archive.read(table.file, say), into);
  if (into.rowCount !== table.rows) throw new Error(`${titleOf(table)} got ${into.rowCount} rows instead of ${table.rows}`);
  if (table.rows > 0) say(`${titleOf(table)}: ${counted(table.rows, 'row')}`);
}

export async function sequencesOf(client: Client, schemas: readonly string[]): Promise<Sequence[]> {
  const { rows } = await client.query<Pick<Sequence, 'schema' | 'name'>>(
    `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND n.nspname = ANY ($1) ORDER BY 1, 2`,
    [schemas],
  );
  const sequences: Sequence[] = [];
  for (const one of rows) {
    const state = await client.query<{ last_value: string; is_called: boolean }>(`SELECT last_value, is_called FROM ${nameOf(one)}`);
    const { last_value: lastValue, is_called: isCalled } = state.rows[0] ?? { last_value: '1', is_called: false };
    sequences.push({ ...one, lastValue, isCalled });
  }
  return sequences;
}

export async function setSequences(client: Client, sequences: readonly Sequence[]): Promise<void> {
  for (const one of sequences) await client.query('SELECT setval($1::regclass, $2, $3)', [nameOf(one), one.lastValue, one.isCalled]);
}

/** Which migrations of a service have run; none where it has no tables yet. */
export async function migrationsOf(client: Client, service: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${escapeIdentifier(service)}.migrations ORDER BY name`);
  return rows.map(({ name }) => name);
}

/** What the owner's deployment writes, before anybody works. */
export const isMigrations = ({ name }: Pick<Table, 'name'>): boolean => name === 'migrations';

/** @throws CannotStart naming a table that has rows; what `prepare` writes is none of it. */
export async function requireEmpty(client: Client, tables: readonly Table[]): Promise<void> {
  for (const table of tables.filter((one) => !isMigrations(one))) {
    const { rowCount } = await client.query(`SELECT FROM ${nameOf(table)} LIMIT 1`);
    if (rowCount !== 0)
      throw new CannotStart(`This installation is not empty (${titleOf(table)} has rows); restore into a new one. Nothing was changed.`);
  }
}

/** @throws CannotStart naming the services that are connected. */
export async function requireNobodyAtWork(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'komitmen%' ORDER BY 1`,
  );
  if (rows.length > 0)
    throw new CannotStart(`Services are running (${rows.map(({ name }) => name).join(', ')}); stop them all first. Nothing was changed.`);
}

/** Nobody else reads or writes the tables until the transaction ends; `SHARE` lets them be read. */
export async function lockTables(client: Client, tables: readonly Pick<Table, 'schema' | 'name'>[], mode: LockMode): Promise<void> {
  if (tables.length > 0) await client.query(`LOCK TABLE ${tables.map(nameOf).join(', ')} IN ${mode} MODE`);
}

type LockMode = 'ACCESS SHARE' | 'SHARE' | 'ACCESS EXCLUSIVE';

/** So that the first questions are planned for what was restored. */
export async function analyse(client: Client, tables: readonly Table[]): Promise<void> {
  if (tables.length > 0) await client.query(`ANALYZE ${tables.map(nameOf).join(', ')}`);
}

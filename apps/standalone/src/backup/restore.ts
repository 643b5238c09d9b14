import { KafkaCopy } from '@komitmen/messaging';
import { CannotStart, migrationNames, withClient } from '@komitmen/platform';
import type { Client } from 'pg';
import type { Say } from '../first-start';
import { SERVICE_NAMES } from '../service-names';
import { definitions } from '../services';
import { Archive } from './archive';
import { analyse, copyIn, isMigrations, lockTables, prepareToCopy, requireEmpty, setSequences, tablesOf } from './database-copy';
import { inWords } from './in-words';
import type { Installation } from './installation';
import { requireKeys } from './keys';
import { LogRestore } from './log-copy';
import type { Manifest, Table } from './manifest';

/**
 * Brings an empty installation, whose services do not run, to the moment of a backup. The database changes with one commit at the
 * end; interrupted before it, the same command begins anew.
 */
export async function restore(installation: Installation, folder: string, say: Say): Promise<Manifest> {
  try {
    const archive = new Archive(folder);
    const { manifest } = archive;
    requireSameVersion(installation, manifest);
    const unseen = requireKeys(manifest.keys, installation);
    if (unseen.length > 0) say(`Cannot be seen from here, so nobody has checked that they are the same: ${unseen.join(', ')}.`);
    say('Checking the backup ...');
    await archive.verify();
    const database = await installation.emptyDatabase(say);
    await withClient(database.url, (client) => fill(client, installation, archive, say)).finally(database.release);
    return manifest;
  } catch (error) {
    throw inWords('The backup was not restored', error);
  }
}

function requireSameVersion({ shape }: Installation, manifest: Manifest): void {
  if (manifest.shape !== shape)
    throw new CannotStart(`This is a backup of the ${manifest.shape} shape, and this installation is ${shape}. Nothing was changed.`);
  const same = definitions.every(
    (definition) => migrationNames(definition).sort().join() === [...(manifest.migrations[definition.name] ?? [])].sort().join(),
  );
  if (same) return;
  throw new CannotStart(
    'The backup was made by another version of Komitmen, with other tables: restore it with that version, then upgrade. Nothing was changed.',
  );
}

async function fill(client: Client, { schemas, brokers }: Installation, archive: Archive, say: Say): Promise<void> {
  const { manifest } = archive;
  const tables = await tablesOf(client, schemas);
  await prepareToCopy(client);
  requireSameTables(tables, manifest.tables);
  await client.query('BEGIN');
  await lockTables(client, tables, 'ACCESS EXCLUSIVE');
  await requireEmpty(client, tables);
  const copyRows = async (): Promise<void> => {
    for (const table of manifest.tables) await copyIn(client, table, archive, say);
    await setSequences(client, manifest.sequences);
  };
  if (brokers.length === 0) await copyRows();
  else await aroundLog(brokers, archive, say, copyRows);
  await client.query('COMMIT');
  await analyse(client, tables);
}

/** The log is looked at before anything is changed, and written after everything else has gone well: appended is appended. */
async function aroundLog(brokers: readonly string[], archive: Archive, say: Say, copyRows: () => Promise<void>): Promise<void> {
  const copy = new KafkaCopy({ brokers: [...brokers], clientId: 'komitmen-restore' });
  try {
    const log = new LogRestore(copy, archive, say);
    const reached = await log.requireBeginning();
    await copyRows();
    await log.appendAfter(reached);
    await log.requireWhole();
    // How far services have read stands in the database; what the broker remembers may be ahead of it.
    await copy.administration.forgetPositions((group) => SERVICE_NAMES.includes(group.replace(/\.\d+$/, '')));
  } finally {
    await copy.close();
  }
}

function requireSameTables(here: readonly Table[], there: readonly Table[]): void {
  const described = (tables: readonly Table[]): string =>
    tables
      .filter((table) => !isMigrations(table))
      .map(({ schema, name, columns }) => `${schema}.${name}(${columns.join()})`)
      .sort()
      .join();
  if (described(here) !== described(there))
    throw new CannotStart(
      'The tables of this installation are not those of the backup; run "prepare" with the same version. Nothing was changed.',
    );
}

import { CannotStart, runMigrations, serviceDatabase } from '@komitmen/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import { migratePostgresEventLog } from '@komitmen/messaging';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { definitions } from '../services';
import { backUp } from './backup';
import { tablesOf } from './database-copy';
import { findInstallation, type Installation } from './installation';
import type { Manifest } from './manifest';
import { restore } from './restore';

const silent = (): void => undefined;
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was done',
    (error: unknown) => (error instanceof CannotStart ? error.message : `no refusal in words: ${String(error)}`),
  );

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', silent);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** As the start of the standalone shape makes them. */
async function makeTables(url: string): Promise<void> {
  await migratePostgresEventLog({ connection: { connectionString: url } });
  for (const definition of definitions) await runMigrations(serviceDatabase(definition, url));
}

/** Every row of every table, as text. */
function contentsOf({ schemas }: Installation, url: string): Promise<Record<string, string[]>> {
  return connected(url, async (client) => {
    const contents: Record<string, string[]> = {};
    for (const { schema, name } of await tablesOf(client, schemas)) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${schema}"."${name}" t ORDER BY 1`);
      contents[`${schema}.${name}`] = rows.map(({ row }) => row);
    }
    return contents;
  });
}

const ODD_TEXT = 'Lombok\\ \\N\ttab\r\nbaris "kutip" \'petik\' {±} 𝄞 \u2028';

async function fill(url: string): Promise<void> {
  await connected(url, async (client) => {
    for (const schema of ['budgets', 'scorecards'])
      await client.query(
        `INSERT INTO ${schema}.outbox (id, type, subject, province, aggregate_version, data, correlation_id, created_at)
         SELECT gen_random_uuid(), 'x', $1::text, '52', g, jsonb_build_object('amount', '999999999999999999', 'text', $1::text), 'c', now() FROM generate_series(1, 50) g`,
        [ODD_TEXT],
      );
    await client.query(
      `INSERT INTO budgets.dead_letters (id, consumer, generation, cause, message, event_id, topic, partition, record_offset, key,
         partition_key, headers, value, stored_at, attempts)
       VALUES ('01981000-0000-7000-8000-000000000001', 'budgets', 1, 'TypeError', $1, 'e', 'regencies', 0, 9223372036854775807, '', '',
         '{"b":1,  "a":"±"}', $1, '2025-07-15T00:00:00.123456Z', 3)`,
      [ODD_TEXT],
    );
    await client.query(
      `INSERT INTO budgets.parked_events (dead_letter_id, event_id, topic, partition, record_offset, key, partition_key, headers, value, stored_at)
       VALUES ('01981000-0000-7000-8000-000000000001', 'e2', 'regencies', 0, 1, $1, '', '{}', '', '-infinity')`,
      [ODD_TEXT],
    );
    await client.query(`INSERT INTO event_log.group_members VALUES ('g', gen_random_uuid(), ARRAY['a', 'b,c', NULL, '{"'], now())`);
  });
}

describe('a backup on PostgreSQL', () => {
  const folders: string[] = [];
  const databases: TestDatabase[] = [];
  let source: Installation;
  let sourceUrl: string;
  let dataDir: string;
  let backup: string;

  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'komitmen-backup-'));
    folders.push(folder);
    return folder;
  };

  const installation = (url: string, folder = dataDir): Installation => findInstallation({ DATABASE_URL: url, DATA_DIR: folder });

  const newDatabase = async (): Promise<string> => {
    const database = await createTestDatabase();
    databases.push(database);
    return database.url;
  };

  beforeAll(async () => {
    dataDir = newFolder();
    mkdirSync(join(dataDir, 'keys'));
    for (const key of ['AUDIT_KEY', 'NIK_HASH_KEY']) writeFileSync(join(dataDir, 'keys', key), `${key}-of-the-test`);
    writeFileSync(join(dataDir, 'keys', 'NIK_KEYS'), '1:first');
    sourceUrl = await newDatabase();
    await makeTables(sourceUrl);
    await fill(sourceUrl);
    source = installation(sourceUrl);
    backup = join(newFolder(), 'backup');
    await backUp(source, backup, silent);
  });

  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('is readable by its owner only, and holds none of the keys', () => {
    expect(statSync(backup).mode & 0o777).toBe(0o700);
    const names = readdirSync(backup);
    for (const name of names) expect([name, statSync(join(backup, name)).mode & 0o777]).toEqual([name, 0o600]);
    const manifest = readFileSync(join(backup, 'manifest.json'), 'utf8');
    expect(manifest).toContain('"AUDIT_KEY"');
    for (const secret of ['AUDIT_KEY-of-the-test', 'NIK_HASH_KEY-of-the-test', '1:first']) expect(manifest).not.toContain(secret);
  });

  it('restored, it holds the same rows to the last character, and identities go on where they stood', async () => {
    const url = await newDatabase();
    await restore(installation(url), backup, silent);
    const restored = await contentsOf(source, url);
    const { 'budgets.outbox': outbox, 'budgets.parked_events': parked } = restored;
    expect([outbox?.length, parked?.length]).toEqual([50, 1]);
    expect(restored).toEqual(await contentsOf(source, sourceUrl));
    const position = await connected(url, (client) =>
      client.query<{ position: string }>(
        `INSERT INTO budgets.outbox (id, type, subject, province, aggregate_version, data, correlation_id, created_at)
         VALUES (gen_random_uuid(), 'x', 's', '52', 1, '{}', 'c', now()) RETURNING position`,
      ),
    );
    expect(position.rows).toEqual([{ position: '51' }]);
  });

  it('shows one moment of all services, whatever is written meanwhile', async () => {
    const url = await newDatabase();
    await makeTables(url);
    let writing = true;
    const pairs = connected(url, async (client) => {
      const table = (name: string): string =>
        `INSERT INTO ${name}.inbox (consumer, generation, event_id) VALUES ('pair', 1, gen_random_uuid())`;
      let count = 0;
      for (; writing; count += 1) await client.query(`BEGIN; ${table('budgets')}; ${table('scorecards')}; COMMIT`);
      return count;
    });
    const folder = join(newFolder(), 'backup');
    const { tables } = await backUp(installation(url), folder, silent);
    writing = false;
    expect(await pairs).toBeGreaterThan(0);
    const rowsOf = (schema: string): number | undefined => tables.find((table) => table.schema === schema && table.name === 'inbox')?.rows;
    expect(rowsOf('scorecards')).toBe(rowsOf('budgets'));
  });

  it('is not written over another, and one that fails leaves nothing behind', async () => {
    expect(await refusal(backUp(source, backup, silent))).toMatch(/is there already/);
    const folder = join(newFolder(), 'backup');
    expect(await refusal(backUp(installation('postgres://nobody:x@127.0.0.1:1/x'), folder, silent))).toMatch(
      /^The backup was not made: .+/,
    );
    const empty = await newDatabase();
    expect(await refusal(backUp(installation(empty), folder, silent))).toMatch(
      /^The backup was not made: .+ does not exist\. Run it again/,
    );
    expect([existsSync(folder), existsSync(`${folder}.part`)]).toEqual([false, false]);
  });

  describe('refused', () => {
    let url: string;
    beforeAll(async () => {
      url = await newDatabase();
    });

    const copyOf = (): string => {
      const folder = join(newFolder(), 'backup');
      cpSync(backup, folder, { recursive: true });
      return folder;
    };
    const flip = (file: string): void => {
      const bytes = readFileSync(file);
      bytes[bytes.length - 12] = (bytes[bytes.length - 12] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    };
    /** As if it had been written so. */
    const rewrite = (folder: string, changed: (manifest: Manifest) => Partial<Record<keyof Manifest, unknown>>): void => {
      const file = join(folder, 'manifest.json');
      const { manifest } = JSON.parse(readFileSync(file, 'utf8')) as { manifest: Manifest };
      const other = { ...manifest, ...changed(manifest) };
      writeFileSync(file, JSON.stringify({ manifest: other, sha256: createHash('sha256').update(JSON.stringify(other)).digest('hex') }));
    };
    const changes: [string, (folder: string) => void, RegExp][] = [
      ['a file that is cut', (f) => truncateSync(join(f, 'budgets.outbox.gz'), 100), /budgets\.outbox\.gz has 100 bytes instead of/],
      ['a changed byte', (f) => flip(join(f, 'budgets.outbox.gz')), /budgets\.outbox\.gz has another checksum/],
      ['a missing file', (f) => rmSync(join(f, 'event_log.records.gz')), /event_log\.records\.gz is missing/],
      ['a table of contents that is cut', (f) => truncateSync(join(f, 'manifest.json'), 500), /manifest\.json was changed or cut/],
      [
        'a table of contents that was changed',
        (f) => writeFileSync(join(f, 'manifest.json'), readFileSync(join(f, 'manifest.json'), 'utf8').replace('"rows": 50', '"rows": 49')),
        /manifest\.json was changed or cut/,
      ],
      [
        'one of another version',
        (f) => rewrite(f, ({ migrations }) => ({ migrations: { ...migrations, budgets: migrations['budgets']?.slice(1) } })),
        /made by another version of Komitmen/,
      ],
      ['one of a form that is not known', (f) => rewrite(f, () => ({ format: 2 })), /has a form that this version does not know/],
      ['one that never became whole', (f) => rmSync(join(f, 'manifest.json')), /There is no backup in .+ENOENT/],
    ];

    it.each(changes)('%s, before anything is changed', async (_what, change, message) => {
      const folder = copyOf();
      change(folder);
      expect(await refusal(restore(installation(url), folder, silent))).toMatch(message);
      expect(await connected(url, (client) => tablesOf(client, source.schemas))).toEqual([]);
    });

    it('an installation with other keys, before anything is changed; keys that were added do no harm', async () => {
      const other = newFolder();
      cpSync(join(dataDir, 'keys'), join(other, 'keys'), { recursive: true });
      writeFileSync(join(other, 'keys', 'NIK_KEYS'), '2:second');
      rmSync(join(other, 'keys', 'AUDIT_KEY'));
      const message = await refusal(restore(installation(url, other), backup, silent));
      expect(message).toMatch(/AUDIT_KEY, NIK_KEYS\. Put the files that were kept into .+keys/);
      expect(await connected(url, (client) => tablesOf(client, source.schemas))).toEqual([]);
      cpSync(join(dataDir, 'keys', 'AUDIT_KEY'), join(other, 'keys', 'AUDIT_KEY'));
      writeFileSync(join(other, 'keys', 'NIK_KEYS'), '2:second,1:first');
      const roomy = await newDatabase();
      await restore(installation(roomy, other), backup, silent);
    });

    it('an installation that is not empty, or at work, stays as it is', async () => {
      const used = await newDatabase();
      await makeTables(used);
      await connected(used, (client) => client.query(`INSERT INTO gateway.inbox VALUES ('x', 1, gen_random_uuid())`));
      const before = await contentsOf(source, used);
      expect(await refusal(restore(installation(used), backup, silent))).toMatch(/not empty \(gateway\.inbox has rows\)/);
      expect(await contentsOf(source, used)).toEqual(before);
      const service = new Client({ connectionString: url, application_name: 'komitmen-budgets' });
      await service.connect();
      expect(await refusal(restore(installation(url), backup, silent))).toMatch(/Services are running \(komitmen-budgets\)/);
      await service.end();
    });

    it('the other shape', async () => {
      const distributed = findInstallation({ DATABASE_URL: url, KAFKA_BROKERS: '127.0.0.1:1', DATA_DIR: dataDir });
      expect(await refusal(restore(distributed, backup, silent))).toMatch(
        /backup of the standalone shape, and this installation is distributed/,
      );
    });
  });

  it('a restore that is cut off in the middle has changed nothing, and succeeds the second time', async () => {
    const url = await newDatabase();
    await makeTables(url);
    await connected(url, async (holder) => {
      // Half of the tables are filled when it comes to a row that it has to wait for.
      await holder.query(`CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END';
        CREATE TRIGGER wait BEFORE INSERT ON scorecards.outbox FOR EACH ROW EXECUTE FUNCTION public.wait()`);
      await holder.query('SELECT pg_advisory_lock(4711)');
      const message = refusal(restore(installation(url), backup, silent));
      await eventually(async () => {
        const { rowCount } = await holder.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(rowCount).toBe(1);
      });
      expect(await message).toMatch(/^The backup was not restored: .+ Run it again/);
      await holder.query('DROP TRIGGER wait ON scorecards.outbox');
    });
    expect(
      Object.entries(await contentsOf(source, url)).filter(([name, rows]) => rows.length > 0 && !name.endsWith('.migrations')),
    ).toEqual([]);
    await restore(installation(url), backup, silent);
    expect(await contentsOf(source, url)).toEqual(await contentsOf(source, sourceUrl));
  });
});

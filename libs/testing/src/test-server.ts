import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, startEmbeddedPostgres } from '../../platform/src/embedded-postgres';
import { livingOwner } from '../../platform/src/embedded-postgres/owner-file';
import { readPostmasterFile } from '../../platform/src/embedded-postgres/postmaster-file';
import { isPostmasterOf } from '../../platform/src/embedded-postgres/process-identity';

const prefix = 'komitmen-test-';

interface TestServer {
  readonly server: EmbeddedPostgres;
  readonly folder: string;
}

// jest loads the set-up once per project, each time as a new module: only the global object is shared.
declare global {
  var komitmenTestServer: Promise<TestServer> | undefined;
}

/** Starts the one PostgreSQL of the test run, or takes the one that the environment names. */
export async function startTestServer(): Promise<void> {
  if (process.env['KOMITMEN_TEST_DATABASE_URL'] !== undefined && globalThis.komitmenTestServer === undefined) return;
  globalThis.komitmenTestServer ??= launch();
  process.env['KOMITMEN_TEST_DATABASE_URL'] = (await globalThis.komitmenTestServer).server.url;
}

export async function stopTestServer(): Promise<void> {
  const running = globalThis.komitmenTestServer;
  if (running === undefined) return;
  globalThis.komitmenTestServer = undefined;
  const { server, folder } = await running;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function launch(): Promise<TestServer> {
  removeLeftBehind();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  return { folder, server: await startEmbeddedPostgres({ dataDir: folder, durable: false, maxConnections: 300 }) };
}

/** A test run that was killed leaves its server behind; the next run clears it away. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (!existsSync(join(folder, 'owner.json')) || livingOwner(folder) !== undefined) continue;
    const database = join(folder, 'postgres');
    const found = readPostmasterFile(database);
    if (found !== undefined && isPostmasterOf(found.pid, database)) process.kill(found.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

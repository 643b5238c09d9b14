import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LAUNCHER = join(__dirname, 'start-distributed.mjs');
const OLD_JAVA = 'openjdk version "11.0.24" 2024-07-16';
const OLD_REDIS = 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64';
/** A broker of somebody else: no Java is needed then. */
const GIVEN_KAFKA = { KAFKA_BROKERS: 'broker.example:9092' };

/** The launcher on a machine that has these programs and no other; what each says is all that it does. */
function launchWith(programs: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-path-'));
  try {
    for (const [name, words] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\necho '${words}'\n`, { mode: 0o755 });
    // Were it not refused for its tools, it would be for INSTANCES before it starts anything.
    const env = { PATH: folder, DATA_DIR: join(folder, 'data'), INSTANCES: '0', ...settings };
    const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER], { env, encoding: 'utf8', timeout: 60_000 });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('npm run start:distributed says in one sentence what the machine lacks and how it is installed', () => {
  it.each([
    ['no Java', {}, {}, 'Java 17 or newer is missing: install it, for example with "apt-get install openjdk-17-jre-headless".'],
    [
      'an old Java',
      { java: OLD_JAVA },
      {},
      'Java 17 or newer is missing (java is Java 11): install it, for example with "apt-get install openjdk-17-jre-headless".',
    ],
    ['no Redis', {}, GIVEN_KAFKA, 'Redis is missing: install it, for example with "apt-get install redis-server".'],
    [
      'an old Redis',
      { 'redis-server': OLD_REDIS },
      GIVEN_KAFKA,
      'Redis 6.2 or newer is needed; this is 6.0. Install a newer one from https://redis.io.',
    ],
  ])('%s', (_, programs, settings, sentence) => {
    expect(launchWith(programs, settings)).toEqual({ status: 1, stdout: '', stderr: `${sentence}\n` });
  });
});

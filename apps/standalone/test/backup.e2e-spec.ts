import { createPostgresEventLog } from '@komitmen/messaging';
import { attachEmbeddedPostgres } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersOf, type Callers, moveOn } from './answers';
import { komitmen } from './komitmen';
import { RunningApplication, START_MS } from './running';

const CONSUMERS_OF_REGENCIES = 5;
const lettersOf = (government: string, date: string): string[] =>
  ['labour-office', 'regional-secretary', 'treasury-office'].map((post) => `${government}-${post}-${date}.eml`);

async function callersOf(application: RunningApplication): Promise<Callers> {
  return { planner: await application.signIn('perencana'), administrator: await application.signIn('admin') };
}

/** Something that is no event: each service that reads the topic sets it aside. */
async function writePoison(application: RunningApplication): Promise<void> {
  const { url } = await attachEmbeddedPostgres({ dataDir: application.dataDir });
  const log = createPostgresEventLog({ connection: { connectionString: url } });
  await log.producer().append([{ topic: 'regencies', key: 'poison', partitionKey: '52', value: '{"cut', headers: {} }]);
  await log.close();
}

/** In the standalone shape; `distributed/backup.dist-spec.ts` is that of the other one. */
describe('a backup of the running application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-e2e-backup-'));
  const backup = join(folder, 'backup');
  const applications: RunningApplication[] = [];
  afterAll(async () => {
    for (const application of applications) await application.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'is restored, also after kill -9 in the middle, answers the same, and mails what the first one mails later, but nothing old',
    async () => {
      const first = await RunningApplication.start();
      applications.push(first);
      await writePoison(first);
      const callers = await callersOf(first);
      await eventually(async () => {
        const answers = await answersOf(callers);
        const withPoison = Object.entries(answers).filter(([path, body]) => path.endsWith('/dead-letters') && body.includes('poison'));
        expect(withPoison).toHaveLength(CONSUMERS_OF_REGENCIES);
      });
      const before = await answersOf(callers);
      expect(readdirSync(first.mailFolder).sort()).toEqual(lettersOf('52.71', '2025-07-15'));

      expect(await komitmen(first.dataDir, ['backup', backup])).toMatchObject({
        code: 0,
        output: expect.stringMatching(/Keep these too.+AUDIT_KEY/),
      });
      await moveOn(callers);
      const after = await answersOf(callers);
      expect(await komitmen(first.dataDir, ['restore', backup])).toMatchObject({ code: 1, output: expect.stringMatching(/already runs/) });
      await first.stop();
      expect(await komitmen(first.dataDir, ['restore', backup])).toMatchObject({ code: 1, output: expect.stringMatching(/is not empty/) });

      const second = await RunningApplication.prepare();
      applications.push(second);
      cpSync(join(first.dataDir, 'keys'), join(second.dataDir, 'keys'), { recursive: true });
      // Killed while its tables are being made, it leaves a database that nobody looks after.
      const killed = await komitmen(second.dataDir, ['restore', backup], () => existsSync(join(second.dataDir, 'postgres/postmaster.pid')));
      expect(killed.code).toBeNull();
      expect(await komitmen(second.dataDir, ['restore', backup])).toMatchObject({
        code: 0,
        output: expect.stringMatching(/Restored: everything/),
      });

      await second.run();
      const restored = await callersOf(second);
      expect(await answersOf(restored)).toEqual(before);
      const verified = await komitmen(second.dataDir, ['audit', 'verify']);
      expect(verified).toMatchObject({ code: 0, output: expect.stringContaining('Nothing was edited, removed or reordered.') });
      for (const service of ['regencies', 'enrolment']) expect(verified.output).toMatch(new RegExp(`^${service} +[1-9]\\d* `, 'm'));
      await moveOn(restored);
      expect(await answersOf(restored)).toEqual(after);
      expect(readdirSync(second.mailFolder).sort()).toEqual(lettersOf('52.01', '2025-07-16'));
    },
    4 * START_MS,
  );
});

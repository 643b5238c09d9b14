import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@komitmen/testing';
import { CONSUMED, SERVICES } from './distributed/cluster';
import { komitmen, type Said } from './komitmen';
import { type RunningApplication, SHAPE } from './running';

const PARTITIONS = 8;
/** Who reads which topic, as `lag` tells it. */
const READINGS = SERVICES.flatMap((service) => (CONSUMED[service] ?? []).map((topic) => `${service} ${topic}`)).sort();

/** The cells of a table that a command printed, without its titles. */
const rowsOf = (output: string): string[][] =>
  output
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/));

const says = (words: string | RegExp): unknown =>
  typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words);

/** `npm run komitmen -- ...` on a running application at rest; what changes events, read models and the audit is tried beside them. */
export function describeCommandLine(stage: () => RunningApplication): void {
  const run = (...words: string[]): Promise<Said> => stage().command(...words);
  const atRest = <T>(look: () => Promise<T>): Promise<T> => eventually(look, { timeoutMs: 30_000, everyMs: 250 });

  it('health names every part of every service', async () => {
    await atRest(async () => {
      const { code, output } = await run('health');
      expect([code, output]).toEqual([0, says(/\n\nKomitmen is up\.\n$/)]);
      const parts = SERVICES.flatMap((service) => ['database', 'events', 'relay', 'audit'].map((part) => [service, part, 'up']));
      const more = ['queue', 'mail'].map((part) => ['notifications', part, 'up']);
      expect(rowsOf(output.split('\n\n')[0] ?? '').sort()).toEqual([...parts, ...more].sort());
    });
    const { code, output } = await run('health', '--json');
    expect([code, JSON.parse(output)]).toEqual([0, expect.objectContaining({ state: 'up', services: expect.anything() as unknown })]);
  });

  it('says in one sentence that nothing runs on a data folder', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'komitmen-empty-'));
    const said = await komitmen(empty, ['health']).finally(() => rmSync(empty, { recursive: true }));
    expect(said).toEqual({ code: 1, output: says(`Komitmen does not run on the data folder ${empty}; start it with "npm start"`) });
  });

  it('topics list shows the topic of every service', async () => {
    const { code, output } = await run('topics', 'list');
    expect([code, output]).toEqual([0, says(`Topics on ${SHAPE === 'distributed' ? 'Kafka' : 'PostgreSQL'}:\n`)]);
    expect(rowsOf(output).slice(1).sort()).toEqual([...SERVICES].sort().map((service) => [service, String(PARTITIONS)]));
  });

  it('lag tells of every service, topic and partition that what was written was handled', async () => {
    await atRest(async () => {
      const { code, output } = await run('lag');
      expect(code).toBe(0);
      const rows = rowsOf(output);
      expect(rows.map(([service, topic]) => `${service} ${topic}`).sort()).toEqual(READINGS);
      for (const [service, topic, handled, written, waiting] of rows) {
        expect([service, topic, handled, waiting]).toEqual([service, topic, written, '0']);
        expect(Number(written)).toBeGreaterThan(0);
      }
      const ofService = rowsOf((await run('lag', 'scorecards', '--partitions')).output);
      const partitions = Array.from({ length: PARTITIONS }, (_, partition) => String(partition));
      for (const topic of CONSUMED.scorecards ?? []) {
        const ofTopic = ofService.filter((row) => row[0] === 'scorecards' && row[1] === topic);
        expect([topic, ofTopic.map((row) => row[2])]).toEqual([topic, partitions]);
        expect([topic, ...ofTopic.map((row) => row[5])]).toEqual([topic, ...partitions.map(() => '0')]);
        const written = rows.find((row) => row[0] === 'scorecards' && row[1] === topic)?.[3];
        expect([topic, ofTopic.reduce((sum, row) => sum + Number(row[4]), 0)]).toEqual([topic, Number(written)]);
      }
      expect(ofService).toHaveLength(PARTITIONS * (CONSUMED.scorecards ?? []).length);
    });
    const unknown = await run('lag', 'nobody');
    expect(unknown).toEqual({ code: 1, output: says('There is no service "nobody"; the services are regencies, budgets,') });
  });

  describe('accounts', () => {
    const account = ['penguji', '--role', 'treasury-officer', '--government', '52.71', '--name', 'Penguji Kota Mataram'];
    const passwordIn = ({ code, output }: Said, told: RegExp): string => {
      expect([code, output]).toEqual([0, says(told)]);
      return told.exec(output)?.[1] ?? '';
    };
    let password: string;

    it('create makes one that can sign in with the password that is printed, and only one of a name', async () => {
      password = passwordIn(await run('accounts', 'create', ...account), /^The password of penguji: (\S+)\n$/);
      const session = await stage().signIn('penguji', password);
      const shown = { role: 'treasury-officer', displayName: 'Penguji Kota Mataram', scope: { code: '52.71' } };
      expect(await session.get('/api/auth/me')).toMatchObject({ status: 200, body: shown });
      expect(await run('accounts', 'create', ...account)).toEqual({ code: 1, output: says('(409 username-taken)') });
    });

    it('list shows it beside the first ones', async () => {
      const { code, output } = await run('accounts', 'list');
      const rows = rowsOf(output);
      expect([code, rows]).toEqual([
        0,
        expect.arrayContaining([['penguji', 'treasury-officer', '52.71', 'enabled', 'Penguji Kota Mataram']]),
      ]);
      expect(rows.map(([username]) => username)).toEqual(expect.arrayContaining(['admin', 'perencana']));
    });

    it('reset gives it a new password; the old one is refused', async () => {
      const fresh = passwordIn(await run('accounts', 'reset', 'penguji'), /^The new password of penguji: (\S+)\n$/);
      await expect(stage().signIn('penguji', password)).rejects.toThrow('sign-in of penguji: 401');
      const session = await stage().signIn('penguji', fresh);
      expect((await session.get('/api/auth/me')).status).toBe(200);
      expect(await run('accounts', 'reset', 'nobody')).toEqual({ code: 1, output: says(/There is no account "nobody".*penguji/) });
    });
  });

  it.each([
    ['2025-02-30', 'It must be a date such as 2025-07-16.'],
    ['2025-07-01', '(422 date-not-after)'],
  ])('demo advance to %s is refused', async (to, words) => {
    expect(await run('demo', 'advance', '--to', to)).toEqual({ code: 1, output: says(words) });
  });
}

import { eventually } from '@komitmen/testing';
import { Client } from 'pg';
import { describeCommandLine } from './command-line.promises';
import { RunningApplication, type Session, START_MS } from './running';
import type { Detail, Overview, Reminder, Row } from './views';

describe('the demonstration, as a provincial planner meets it', () => {
  let application: RunningApplication;
  let planner: Session;
  let administrator: Session;

  beforeAll(async () => {
    application = await RunningApplication.start();
    planner = await application.signIn('perencana');
    administrator = await application.signIn('admin');
  }, START_MS);
  afterAll(() => application.remove());

  const overview = async (query = ''): Promise<Overview> => (await planner.get<Overview>(`/api/scorecards?fiscalYear=2025${query}`)).body;
  const rowOf = (view: Overview, code: string): Row => {
    const row = view.rows.find((r) => r.government.code === code);
    if (!row) throw new Error(`no row ${code}`);
    return row;
  };
  const reminders = async (): Promise<Reminder[]> => (await planner.get<Reminder[]>('/api/reminders')).body;

  /** Every day up to `to` has begun and every service has finished it. */
  const advance = async (to: string): Promise<void> => {
    const answer = await administrator.post('/api/calendar/52/advance', { to });
    expect([answer.status, answer.body]).toEqual([202, expect.anything()]);
    await eventually(
      async () => {
        const [calendar] = (await planner.get<{ date: string; advancingTo: string | null }[]>('/api/calendar')).body;
        expect(calendar).toMatchObject({ date: to, advancingTo: null });
      },
      { timeoutMs: 90_000, everyMs: 200 },
    );
  };

  it('stands on 15 July 2025 with ten regencies and the province', async () => {
    const view = await overview();
    expect(view.businessDate).toBe('2025-07-15');
    expect(view.rows).toHaveLength(11);
    expect(view.rows.filter((r) => r.government.kind !== 'province')).toHaveLength(10);
  });

  it.each([
    ['52.03', '17000', 'rounded'],
    ['52.02', '12000', 'rounded'],
    ['52.04', '5700', 'rounded'],
    ['52.05', '3200', 'about'],
    ['52.72', '2000', 'rounded'],
    ['52.06', '1000', 'rounded'],
    ['52.07', '1000', 'rounded'],
    ['52.08', '1050', 'rounded'],
    ['52', '13000', 'rounded'],
  ])('shows what %s reported: %s (%s)', async (code, value, qualifier) => {
    expect(rowOf(await overview(), code).links.protection).toMatchObject({
      state: 'known',
      value,
      qualifier,
      source: { date: '2025-07-14' },
    });
  });

  it('tells an asserted zero from no data, on every link', async () => {
    const view = await overview();
    expect(rowOf(view, '52.71').links.protection).toMatchObject({ state: 'asserted-zero', value: '0' });
    expect(rowOf(view, '52.01').links.protection).toMatchObject({ state: 'unknown', value: null });
    for (const row of view.rows) {
      for (const link of ['commitment', 'allocation', 'disbursement', 'receipt'] as const) {
        expect(row.links[link]).toMatchObject({ state: 'unknown', value: null });
      }
      expect(row.eligible.state).toBe('unknown');
      expect(row.coverage.state).toBe('not-computable');
    }
  });

  it('raises two flags and no other', async () => {
    const flags = (await overview()).rows.flatMap((row) => row.flags);
    expect(flags.map(({ government, rule, since }) => ({ government, rule, since }))).toEqual(
      expect.arrayContaining([
        { government: '52.71', rule: 'zero-coverage', since: '2025-07-14' },
        { government: '52.01', rule: 'no-data', since: '2025-07-15' },
      ]),
    );
    expect(flags).toHaveLength(2);
  });

  it('reconciles the reports with the stated total, and explains nothing away', async () => {
    const { reconciliation } = await overview();
    expect(reconciliation).toMatchObject({
      regencies: { value: '42950', qualifier: 'about', known: { parts: 9, of: 10 } },
      province: { value: '13000' },
      together: { value: '55950', qualifier: 'about' },
      stated: { value: '57000', qualifier: 'about' },
      unexplained: { value: '1050', qualifier: 'about' },
    });
  });

  it('knows no headcount on 13 July, the day before the report', async () => {
    const view = await overview('&asKnownOn=2025-07-13');
    expect(view.rows.map((row) => row.links.protection.state)).toEqual(view.rows.map(() => 'unknown'));
    expect(view.rows.flatMap((row) => row.flags)).toEqual([]);
    const mataram = (await planner.get<Detail>('/api/scorecards/52.71?fiscalYear=2025&asKnownOn=2025-07-13')).body;
    expect(mataram.links.protection.state).toBe('unknown');
  });

  it('explains Mataram’s flag with its rule, version, evidence and source', async () => {
    const mataram = (await planner.get<Detail>('/api/scorecards/52.71?fiscalYear=2025')).body;
    const [flag] = mataram.flags;
    expect(flag).toMatchObject({ rule: 'zero-coverage', ruleVersion: expect.any(Number) as number, link: 'protection' });
    expect(flag?.evidence[0]?.statement).toContain('belum menanggung satu pun peserta');
    expect(flag?.evidence[0]?.source.date).toBe('2025-07-14');
    const notEvaluated = mataram.rules.filter((rule) => rule.outcome === 'not-evaluated').map((rule) => rule.rule);
    expect(notEvaluated).toEqual(expect.arrayContaining(['no-commitment', 'no-disbursement', 'coverage-ends', 'below-target']));
  });

  it('has sent Mataram’s letters that morning and scheduled Lombok Barat’s for the next', async () => {
    await eventually(async () => {
      const all = await reminders();
      const of = (code: string): Reminder[] => all.filter((r) => r.government === code);
      expect(of('52.71').map((r) => [r.recipient.post, r.state, r.sentAt])).toEqual(
        expect.arrayContaining(
          ['labour-office', 'regional-secretary', 'treasury-office'].map((post) => [post, 'sent', { date: '2025-07-15', time: '08:00' }]),
        ),
      );
      expect(of('52.01').map((r) => [r.state, r.due])).toEqual(Array(3).fill(['scheduled', { date: '2025-07-16', time: '08:00' }]));
      expect(all).toHaveLength(6);
      expect(all.every((r) => r.recipient.email.endsWith('.example'))).toBe(true);
    });
  });

  it('moves the clock only for the administrator, and only forward', async () => {
    expect((await planner.post('/api/calendar/52/advance', { to: '2025-07-16' })).status).toBe(403);
    expect((await administrator.post('/api/calendar/52/advance', { to: '2025-07-01' })).status).toBe(422);
  });

  it('sends Lombok Barat’s letters on 16 July', async () => {
    await advance('2025-07-16');
    await eventually(
      async () => {
        const sent = (await reminders()).filter((r) => r.government === '52.01');
        expect(sent.map((r) => [r.state, r.sentAt])).toEqual(Array(3).fill(['sent', { date: '2025-07-16', time: '08:00' }]));
      },
      { timeoutMs: 20_000 },
    );
  });

  describe('its command line', () => describeCommandLine(() => application));

  it('is moved on by the command line, which tells the days, to where the later reports are known', async () => {
    const { code, output } = await application.command('demo', 'advance', '--to', '2025-10-31', '--with-later-reports');
    const days = output.trimEnd().split('\n');
    expect([code, days.at(-1)]).toEqual([0, 'Business date 2025-10-31, 09:00']);
    expect(days.length).toBeGreaterThan(1);
    expect(days).toEqual([...new Set(days)].sort());
    const [calendar] = (await planner.get<unknown[]>('/api/calendar')).body;
    expect(calendar).toMatchObject({ date: '2025-10-31', advancingTo: null });
  }, 360_000);

  it('clears Mataram’s flag on 30 October, when the later report is known', async () => {
    const mataram = rowOf(await overview(), '52.71');
    expect(mataram.links.protection).toMatchObject({ state: 'known', value: '1984', qualifier: 'exact' });
    expect(mataram.flags.filter((flag) => flag.rule === 'zero-coverage')).toEqual([]);
    const dayBefore = rowOf(await overview('&asKnownOn=2025-10-29'), '52.71');
    expect(dayBefore.flags).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'zero-coverage', since: '2025-07-14' })]));
    const onTheDay = rowOf(await overview('&asKnownOn=2025-10-30'), '52.71');
    expect(onTheDay.flags.filter((flag) => flag.rule === 'zero-coverage')).toEqual([]);
  }, 360_000);

  it('shows the same, and writes to nobody, after its scorecards were built anew, and after the way back', async () => {
    const shown = async () => [await overview(), await overview('&asKnownOn=2025-07-15'), await reminders()];
    const before = await shown();
    const anew = await application.command('rebuild', 'scorecards', '--verify');
    expect(anew.output).toContain('Generation 2 is live; generation 1 is kept');
    expect(anew.code).toBe(0);
    expect(await shown()).toEqual(before);
    const back = await application.command('rebuild', 'scorecards', '--roll-back');
    expect(back).toMatchObject({ code: 0, output: expect.stringContaining('Generation 1 is live') as string });
    expect(await shown()).toEqual(before);
    expect((await application.command('rebuild', 'scorecards', '--drop-former')).code).toBe(0);
    expect((await application.command('rebuild', 'scorecards', '--roll-back')).code).toBe(1);
  }, 360_000);

  describe('its audit', () => {
    const verify = (...words: string[]) => application.command('audit', 'verify', ...words);

    it('is sealed and known to the log in every service, and nothing in it was touched', async () => {
      const { code, output } = await eventually(
        async () => {
          const verified = await verify();
          for (const service of ['regencies', 'enrolment'])
            expect(verified.output).toMatch(new RegExp(`^${service} +([1-9]\\d*) +\\1 +0 +0$`, 'm'));
          return verified;
        },
        { timeoutMs: 60_000, everyMs: 500 },
      );
      expect([code, output]).toEqual([0, expect.stringContaining('Nothing was edited, removed or reordered.')]);
    });

    it('shows by name a row that was edited and the newest one, which was removed with its seal', async () => {
      const client = new Client({ connectionString: application.databaseUrl() });
      await client.connect();
      const { rows } = await client.query<{ row: string }>('SELECT row_id AS row FROM regencies.audit_seals ORDER BY position');
      const [edited, newest, before] = [rows[2]?.row, rows.at(-1)?.row, rows.at(-2)?.row];
      await client.query(`UPDATE regencies.audit_log SET account = 'somebody else' WHERE id = $1`, [edited]);
      await client.query('DELETE FROM regencies.audit_log WHERE id = $1', [newest]);
      await client.query('DELETE FROM regencies.audit_seals WHERE row_id = $1', [newest]);
      await client.end();
      const { code, output } = await verify('--service', 'regencies');
      expect(code).toBe(1);
      expect(output).toContain(`regencies: row ${edited} was edited after it was sealed.\n`);
      expect(output).toContain(
        `regencies: the newest row, after row ${before} and up to row ${newest}, was removed: the event log knows of it.\n`,
      );
      expect((await verify('--service', 'enrolment')).code).toBe(0);
    });
  });
});

import { randomUUID } from 'node:crypto';
import { parsePrivateKey, TokenSigner } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { describeConcurrency } from './concurrency/concurrency.promises';
import { type Problem, RunningApplication, type Session, START_MS } from './running';
import type { Detail, Reminder } from './views';

const source = { title: 'Surat Sekda Kota Mataram', publisher: null, date: '2025-07-15' };
const commitment = {
  government: '52.71',
  fiscalYear: 2025,
  persons: 2000,
  firstMonth: '2025-10',
  months: 3,
  segment: 'BPU',
  legalBasis: 'Inpres 8/2025',
  source,
  holdsOn: '2025-07-15',
};
const allocation = {
  payer: '52.71',
  beneficiary: '52.71',
  fiscalYear: 2025,
  fundSource: 'DBHCHT',
  budget: 'revised',
  stage: 'executable',
  amount: '100000000',
  months: 3,
  segment: 'BPU',
  document: { number: '900/45/DPPA/2025', date: '2025-07-15' },
  accountCode: '5.1.02.02.02.0006',
  holdsOn: '2025-07-15',
};

interface Saved {
  readonly id: string;
  readonly version: number;
}

describe('the chain, entered link by link by the one who owns it', () => {
  let application: RunningApplication;
  let planner: Session;
  let treasury: Session;
  let enrolment: Session;

  beforeAll(async () => {
    application = await RunningApplication.start();
    [planner, treasury, enrolment] = await Promise.all([
      application.signIn('perencana'),
      application.signIn('bpkad.mataram'),
      application.signIn('disnaker.mataram'),
    ]);
  }, START_MS);
  afterAll(() => application.remove());

  const mataram = async (): Promise<Detail> => (await planner.get<Detail>('/api/scorecards/52.71?fiscalYear=2025')).body;
  const linkOf = async (link: string): Promise<Detail['chain'][number]> => {
    const found = (await mataram()).chain.find((l) => l.link === link);
    if (!found) throw new Error(link);
    return found;
  };
  let allocationId = '';

  it('pledge: the planner registers it and confirms it', async () => {
    const pledged = await planner.post<Saved>('/api/commitments', commitment);
    expect(pledged.status).toBe(201);
    expect((await planner.call('POST', `/api/commitments/${pledged.body.id}/confirmation`, { holdsOn: '2025-07-15' })).status).toBe(428);
    const confirmed = await planner.post<Saved>(
      `/api/commitments/${pledged.body.id}/confirmation`,
      { document: { number: 'SK-1', date: '2025-07-15' }, holdsOn: '2025-07-15' },
      { 'if-match': `"${pledged.body.version}"` },
    );
    expect(confirmed.status).toBeLessThan(300);
    await eventually(async () => expect(await linkOf('commitment')).toMatchObject({ state: 'positive', figure: { value: '2000' } }));
    const stale = await planner.post<Problem>(
      `/api/commitments/${pledged.body.id}/withdrawal`,
      { reason: 'salah', holdsOn: '2025-07-15' },
      { 'if-match': `"${pledged.body.version}"` },
    );
    expect(stale.status).toBe(412);
  });

  it('allocation: the preview and the answer say 1.984 persons and Rp6.400 left', async () => {
    const saved = await treasury.post<Saved & { fundable: { persons: string | number; remainder: string } }>(
      '/api/allocations',
      allocation,
    );
    expect(saved.status).toBe(201);
    expect(String(saved.body.fundable.persons)).toBe('1984');
    expect(saved.body.fundable.remainder).toBe('6400');
    allocationId = saved.body.id;
    await eventually(async () => expect(await linkOf('allocation')).toMatchObject({ state: 'positive', figure: { value: '100000000' } }));
  });

  it('disbursement and receipt: SP2D, then the confirmation of BPJS', async () => {
    const disbursed = await treasury.post<Saved>('/api/disbursements', {
      allocationId,
      stage: 'disbursed',
      amount: '99993600',
      months: ['2025-10', '2025-11', '2025-12'],
      document: { number: '00123/SP2D/2025', date: '2025-07-15' },
      holdsOn: '2025-07-15',
    });
    expect(disbursed.status).toBe(201);
    const receipt = await treasury.post(
      `/api/disbursements/${disbursed.body.id}/receipt`,
      { number: 'BPJS-77', date: '2025-07-15' },
      { 'if-match': `"${disbursed.body.version}"` },
    );
    expect(receipt.status).toBeLessThan(300);
    await eventually(async () => {
      expect(await linkOf('disbursement')).toMatchObject({ state: 'positive', figure: { value: '99993600' } });
      expect(await linkOf('receipt')).toMatchObject({ state: 'positive', figure: { value: '99993600' } });
    });
  });

  it('protection: the headcount of Mataram’s own officer clears the flag; the press report stays visible', async () => {
    const reported = await enrolment.post('/api/headcounts', {
      payer: '52.71',
      fiscalYear: 2025,
      kind: 'count',
      persons: 1984,
      qualifier: 'exact',
      segment: 'BPU',
      holdsOn: '2025-07-15',
      source: { title: 'Daftar peserta Disnaker', date: '2025-07-15' },
    });
    expect(reported.status).toBe(201);
    await eventually(async () => {
      const view = await mataram();
      expect(view.links.protection).toMatchObject({ state: 'known', value: '1984' });
      expect(view.flags.map((flag) => flag.rule)).not.toContain('zero-coverage');
    });
  });

  it('"nothing to report" changes no value', async () => {
    const nothing = await enrolment.post('/api/headcounts', {
      payer: '52.71',
      fiscalYear: 2025,
      kind: 'nothing-to-report',
      qualifier: 'exact',
      holdsOn: '2025-07-15',
      source: { title: 'Laporan Disnaker', date: '2025-07-15' },
    });
    expect(nothing.status).toBe(201);
    await eventually(async () =>
      expect((await mataram()).timeline.filter((e) => e.kind === 'enrolment.headcount-reported.v1').length).toBeGreaterThanOrEqual(3),
    );
    expect((await mataram()).links.protection).toMatchObject({ value: '1984' });
  });

  it('withdraws reminders whose flag clears before sending', async () => {
    const reported = await planner.post('/api/headcounts', {
      payer: '52.01',
      fiscalYear: 2025,
      kind: 'count',
      persons: 500,
      qualifier: 'rounded',
      holdsOn: '2025-07-15',
      source: { title: 'Surat Disnaker', date: '2025-07-15' },
    });
    expect(reported.status).toBe(201);
    await eventually(async () => {
      const { body } = await planner.get<Reminder[]>('/api/reminders?government=52.01');
      expect(body.map((r) => r.state)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    });
  });

  describe('bad input', () => {
    it.each(['-5', '0', '1.5', '100.000.000', 'Rp100000000', '9999999999999999999', 100])(
      'an amount of %s is refused with its field',
      async (amount) => {
        const answer = await treasury.post<Problem>('/api/allocations', { ...allocation, amount });
        expect(answer.status).toBe(400);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(answer.body.errors?.map((e) => e.field)).toContain('amount');
      },
    );

    it.each([
      ['months beyond the year’s end', '/api/allocations', { ...allocation, months: 12 }],
      ['an unknown regency', '/api/allocations', { ...allocation, beneficiary: '52.99' }],
      ['a document of tomorrow', '/api/allocations', { ...allocation, document: { number: 'X', date: '2025-07-16' } }],
    ])('%s is refused with 422', async (_name, path, body) => {
      expect((await treasury.post<Problem>(path, body)).status).toBe(422);
    });

    it('the same key with another body is refused, with the same body answered again', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { ...allocation, document: { number: '900/47', date: '2025-07-15' } };
      const first = await treasury.post<Saved>('/api/allocations', body, headers);
      const again = await treasury.post<Saved>('/api/allocations', body, headers);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body.id).toBe(first.body.id);
      expect((await treasury.post('/api/allocations', { ...body, amount: '5' }, headers)).status).toBe(422);
    });

    it('a body of 50 MB is refused before it is read', async () => {
      const answer = await treasury.post<Problem>('/api/allocations', `{"x":"${'a'.repeat(50_000_000)}"}`).catch(() => null);
      if (answer) expect(answer.status).toBe(413);
      expect((await planner.get('/api/health')).status).toBe(200);
    });

    it.each([
      ['no token at all', 'abc', 'token-invalid'],
      ['a forged signature', 'forged', 'token-invalid'],
      ['an expired token', 'expired', 'token-expired'],
      ['a token of an account that is gone', 'gone', 'account-removed'],
    ])('%s is answered 401 as a problem, by bearer and by cookie', async (_name, kind, code) => {
      const signer = new TokenSigner(parsePrivateKey(application.signingKey()));
      const subject = { accountId: randomUUID(), role: 'planner', scope: '52', sessionId: randomUUID() } as const;
      const sign = kind === 'expired' ? signer.sign(subject, -60) : signer.sign(subject);
      const token = kind === 'abc' ? 'abc' : kind === 'forged' ? `${(await sign).slice(0, -8)}AAAAAAAA` : await sign;
      const anonymous = application.anonymous();
      const ways: Record<string, string>[] = [{ authorization: `Bearer ${token}` }, { cookie: `komitmen_access=${token}` }];
      for (const headers of ways) {
        for (const path of ['/api/auth/me', '/api/allocations', '/metrics']) {
          const answer = await anonymous.call<Problem>('GET', path, undefined, headers);
          expect([path, answer.status, answer.body.code]).toEqual([path, 401, code]);
          expect(answer.headers.get('content-type')).toContain('application/problem+json');
        }
      }
    });

    it.each([
      ['/api/nothing', 404],
      ['/api', 404],
      ['/api/allocations/%ff', 400],
      ['/api/scorecards/52.71?fiscalYear=abc', 400],
      ['/api/scorecards/52.71?fiscalYear=2025&asKnownOn=2025-02-30', 400],
      ['/api/scorecards/52.71?fiscalYear=2025&asKnownOn=2025-07-16', 422],
      ['/api/scorecards/99.99?fiscalYear=2025', 403],
    ])('%s is answered %d as a problem', async (path, status) => {
      const answer = await planner.get<Problem>(path);
      expect([path, answer.status, typeof answer.body.code]).toEqual([path, status, 'string']);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    it('an officer gets 403 for any other regency, reading or writing', async () => {
      expect((await treasury.post('/api/allocations', { ...allocation, payer: '52.01' })).status).toBe(403);
      expect(
        (
          await enrolment.post('/api/headcounts', {
            payer: '52.01',
            fiscalYear: 2025,
            kind: 'asserted-zero',
            persons: 0,
            qualifier: 'exact',
            holdsOn: '2025-07-15',
            source,
          })
        ).status,
      ).toBe(403);
      expect((await treasury.get('/api/scorecards/52.01?fiscalYear=2025')).status).toBe(403);
    });
  });

  describe('commands at the same time', () => describeConcurrency(() => Promise.resolve({ sessions: [treasury], payer: '52.71' })));
});

import { SAMPLES } from '@komitmen/contracts';
import type { ServiceUnderTest } from '@komitmen/testing';
import { beginDay, dppa, ifMatch, officer, otherOfficer, planner, recordLine, startBudgets } from './budgets-fixture';

const source = { title: 'Suara NTB', date: '2025-10-14' };
const revision = (changes: object = {}): object => ({
  document: { number: '900/46', date: '2025-10-10' },
  holdsOn: '2025-10-10',
  ...changes,
});

describe('allocations', () => {
  let budgets: ServiceUnderTest;

  beforeAll(async () => {
    budgets = await startBudgets('2025-10-15');
  });
  afterAll(() => budgets.stop());

  it('answer with fundable persons, remainder, version and entity tag, and are published', async () => {
    const answer = await budgets.post(officer, '/api/allocations', dppa());
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        version: 1,
        amount: '100000000',
        left: '100000000',
        committed: '0',
        supersededBy: null,
        knownOn: '2025-10-15',
        warnings: [],
        fundable: { persons: 1984, cost: '99993600', remainder: '6400' },
      },
    });
    const [event] = await budgets.published(String(answer.body['id']));
    expect(event).toMatchObject({
      type: 'budgets.allocation-recorded.v1',
      version: 1,
      data: { payer: '52.71', amount: '100000000', stage: 'executable' },
    });
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(Object.keys(SAMPLES['budgets.allocation-recorded.v1']).sort());
  });

  it('keep every version, and nobody can change or remove one', async () => {
    const id = await recordLine(budgets, { stage: 'proposed' });
    for (const [index, stage] of ['drafted', 'enacted', 'executable'].entries())
      await budgets.post(
        officer,
        `/api/allocations/${id}/revisions`,
        revision({ stage, months: 2, amount: `${90 - index}000000` }),
        ifMatch(index + 1),
      );
    const { body } = await budgets.get(officer, `/api/allocations/${id}`);
    expect(body).toMatchObject({
      version: 4,
      stage: 'executable',
      amount: '88000000',
      versions: [
        { version: 1, stage: 'proposed', amount: '100000000' },
        { version: 2, stage: 'drafted', amount: '90000000' },
        { version: 3, stage: 'enacted' },
        { version: 4, stage: 'executable' },
      ],
    });
    expect((await budgets.published(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    await expect(budgets.sql(`UPDATE budgets.allocation_version SET version = 9 WHERE allocation_id = $1`, [id])).rejects.toThrow(
      'append-only',
    );
    await expect(budgets.sql(`DELETE FROM budgets.allocation_version WHERE allocation_id = $1`, [id])).rejects.toThrow('append-only');
  });

  it('said again, change nothing', async () => {
    const id = await recordLine(budgets);
    const same = { document: { number: '900/45/DPPA/2025', date: '2025-09-30' }, holdsOn: '2025-09-30', amount: '100000000' };
    await expect(budgets.post(officer, `/api/allocations/${id}/revisions`, same, ifMatch(1))).resolves.toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    expect(await budgets.published(id)).toHaveLength(1);
  });

  it('of the revised budget supersede one of the original, once', async () => {
    const dpa = await recordLine(budgets, { budget: 'original', months: 12, document: { number: 'DPA-1', date: '2025-01-02' } });
    const both = await Promise.all(
      [1, 2].map(() => budgets.post(officer, '/api/allocations', dppa({ supersedes: dpa, amount: '70000000' }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const successor = both.find(({ status }) => status === 201)?.body;
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'superseded-already',
      data: { successorId: successor?.['id'] },
    });
    await expect(budgets.get(officer, `/api/allocations/${dpa}`)).resolves.toMatchObject({
      body: { supersededBy: successor?.['id'], left: '0' },
    });
    await expect(budgets.post(officer, `/api/allocations/${dpa}/revisions`, revision({ amount: '1' }), ifMatch(1))).resolves.toMatchObject({
      status: 409,
      body: { code: 'allocation-superseded', data: { successorId: successor?.['id'] } },
    });
  });

  it('from DBHCHT without eligible group or legal basis are recorded with a warning', async () => {
    const answer = await budgets.post(officer, '/api/allocations', dppa({ fundSource: 'DBHCHT', group: 'nelayan' }));
    expect(answer).toMatchObject({ status: 201, body: { warnings: [{ code: 'tobacco-excise-needs-basis' }] } });
  });

  it('of a segment without a known premium say so', async () => {
    await expect(budgets.post(officer, '/api/allocations', dppa({ segment: 'PU' }))).resolves.toMatchObject({
      status: 201,
      body: { fundable: null },
    });
  });

  describe('refuse', () => {
    it.each<[string, unknown]>([
      ['negative', '-5'],
      ['zero', '0'],
      ['fractional', '1.5'],
      ['with dots', '100.000.000'],
      ['with Rp', 'Rp100000000'],
      ['above bigint', '9223372036854775808'],
      ['a number', 100_000_000],
      ['missing', undefined],
      ['a list', ['100']],
    ])('an amount that is %s', async (_title, amount) => {
      const answer = await budgets.post(officer, '/api/allocations', dppa({ amount }));
      expect(answer).toMatchObject({ status: 400, headers: { 'content-type': expect.stringContaining('application/problem+json') } });
      expect(answer.body['errors']).toEqual([expect.objectContaining({ field: 'amount', example: '100000000' })]);
    });

    it.each<[string, object, string]>([
      ['no month', { months: 0 }, 'months'],
      ['half a month', { months: 1.5 }, 'months'],
      ['thirteen months', { months: 13 }, 'months'],
      ['an account code without its parts', { accountCode: '5.1.2' }, 'accountCode'],
      ['an unknown fund source', { fundSource: 'APBN' }, 'fundSource'],
      ['no document', { document: undefined }, 'document'],
      ['a document that is a text', { document: '900/45' }, 'document'],
      ['a document without a number', { document: { number: ' ', date: '2025-09-30' } }, 'document.number'],
      ['a day that does not exist', { holdsOn: '2025-02-30' }, 'holdsOn'],
      ['a field that nobody knows', { amont: '1' }, 'amont'],
    ])('%s, naming the field', async (_title, changes, field) => {
      const answer = await budgets.post(officer, '/api/allocations', dppa(changes));
      expect(answer.status).toBe(400);
      expect(answer.body['errors']).toContainEqual(expect.objectContaining({ field }));
    });

    it.each<[string, object, string, object]>([
      ['months beyond the year', { months: 12 }, 'months-beyond-year', { field: 'months', most: 3, lastMonth: '2025-12' }],
      ['an unknown regency', { beneficiary: '52.99' }, 'unknown-government', { field: 'beneficiary', value: '52.99' }],
      ['a document of tomorrow', { document: { number: 'X', date: '2025-10-16' } }, 'dated-in-the-future', { field: 'document.date' }],
      ['what holds only tomorrow', { holdsOn: '2025-10-16' }, 'dated-in-the-future', { field: 'holdsOn' }],
      [
        'a line that does not exist as superseded',
        { supersedes: '01981000-0000-7000-8000-00000000000b' },
        'cannot-supersede',
        { field: 'supersedes' },
      ],
    ])('%s with 422', async (_title, changes, code, data) => {
      await expect(budgets.post(officer, '/api/allocations', dppa(changes))).resolves.toMatchObject({ status: 422, body: { code, data } });
    });

    it('a skipped stage and a closed line with 409, and keep what was', async () => {
      const id = await recordLine(budgets, { stage: 'proposed' });
      const skipping = await budgets.post(
        officer,
        `/api/allocations/${id}/revisions`,
        revision({ stage: 'executable', months: 2 }),
        ifMatch(1),
      );
      expect(skipping).toMatchObject({ status: 409, body: { code: 'stage-skipped', data: { next: 'drafted' } } });
      const closed = await recordLine(budgets, { stage: 'closed' });
      await expect(
        budgets.post(officer, `/api/allocations/${closed}/revisions`, revision({ amount: '1' }), ifMatch(1)),
      ).resolves.toMatchObject({ status: 409, body: { code: 'allocation-closed' } });
      expect(await budgets.published(id)).toHaveLength(1);
      expect(await budgets.published(closed)).toHaveLength(1);
    });

    it('a change without the version seen, with a stale one, or with none that can be read', async () => {
      const id = await recordLine(budgets);
      const path = `/api/allocations/${id}/revisions`;
      await expect(budgets.post(officer, path, revision())).resolves.toMatchObject({ status: 428, body: { code: 'if-match-required' } });
      await expect(budgets.post(officer, path, revision(), { 'if-match': '*' })).resolves.toMatchObject({ status: 400 });
      await expect(budgets.post(officer, path, revision({ amount: '1' }), ifMatch(1))).resolves.toMatchObject({
        status: 200,
        headers: { etag: '"2"' },
      });
      await expect(budgets.post(officer, path, revision({ amount: '2' }), ifMatch(1))).resolves.toMatchObject({
        status: 412,
        body: { code: 'version-stale' },
      });
    });

    it('two revisions of one version at once: one is stale', async () => {
      const id = await recordLine(budgets);
      const both = await Promise.all(
        ['1', '2'].map((amount) => budgets.post(officer, `/api/allocations/${id}/revisions`, revision({ amount }), ifMatch(1))),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    it('what is not there with 404', async () => {
      for (const id of ['nothing', '01981000-0000-7000-8000-00000000000b'])
        await expect(budgets.get(officer, `/api/allocations/${id}`)).resolves.toMatchObject({
          status: 404,
          body: { code: 'allocation-not-found' },
        });
    });
  });

  it('have their effect once per idempotency key; the key with another body is refused', async () => {
    const key = { 'idempotency-key': 'line-of-october' };
    const first = await budgets.post(officer, '/api/allocations', dppa(), key);
    await expect(budgets.post(officer, '/api/allocations', dppa(), key)).resolves.toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { id: first.body['id'] },
    });
    await expect(budgets.post(officer, '/api/allocations', dppa({ amount: '5' }), key)).resolves.toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(await budgets.published(String(first.body['id']))).toHaveLength(1);
  });

  it('belong to their payer’s officer; a planner records what a source states', async () => {
    const id = await recordLine(budgets);
    await expect(budgets.post(otherOfficer, '/api/allocations', dppa())).resolves.toMatchObject({ status: 403 });
    await expect(budgets.get(otherOfficer, `/api/allocations/${id}`)).resolves.toMatchObject({ status: 403 });
    await expect(budgets.get(otherOfficer, '/api/allocations?payer=52.71')).resolves.toMatchObject({ status: 403 });
    await expect(budgets.post(otherOfficer, `/api/allocations/${id}/revisions`, revision(), ifMatch(1))).resolves.toMatchObject({
      status: 403,
    });
    await expect(budgets.get(otherOfficer, '/api/allocations')).resolves.toMatchObject({ status: 200, body: [] });
    await expect(budgets.post({ role: 'administrator', scope: '52' }, '/api/allocations', dppa())).resolves.toMatchObject({ status: 403 });
    await expect(budgets.post({ role: 'planner', scope: '53' }, '/api/allocations', dppa({ source }))).resolves.toMatchObject({
      status: 403,
    });
    await expect(budgets.get({ role: 'planner', scope: '53' }, '/api/allocations')).resolves.toMatchObject({ status: 200, body: [] });
    await expect(budgets.post(planner, '/api/allocations', dppa())).resolves.toMatchObject({
      status: 400,
      body: { code: 'source-required' },
    });
    const stated = await budgets.post(planner, '/api/allocations', dppa({ payer: '52.01', beneficiary: '52.01', source }));
    expect(stated).toMatchObject({ status: 201, body: { source, recordedBy: { role: 'planner', government: '52' } } });
    await expect(budgets.post(planner, `/api/allocations/${id}/revisions`, revision({ source }), ifMatch(1))).resolves.toMatchObject({
      status: 403,
      body: { code: 'recorded-by-payer' },
    });
    expect(await budgets.anonymously('GET', '/api/allocations')).toBe(401);
    await expect(budgets.get(planner, '/api/allocations?fiscalYear=2024')).resolves.toMatchObject({ status: 200, body: [] });
    await expect(budgets.get(planner, '/api/allocations?fiscalYear=x')).resolves.toMatchObject({ status: 400 });
  });

  it('declared none need a source and no standing line', async () => {
    const none = { payer: '52', fiscalYear: 2026, source, holdsOn: '2025-10-14' };
    const answer = await budgets.post(planner, '/api/allocations/none', none);
    expect(answer).toMatchObject({ status: 201, body: { payer: '52', fiscalYear: 2026 } });
    await expect(budgets.published(String(answer.body['id']))).resolves.toMatchObject([
      { type: 'budgets.allocation-declared-none.v1', data: { payer: '52' } },
    ]);
    await recordLine(budgets);
    await expect(budgets.post(officer, '/api/allocations/none', { ...none, payer: '52.71', fiscalYear: 2025 })).resolves.toMatchObject({
      status: 409,
      body: { code: 'allocation-stands' },
    });
    await expect(budgets.post(planner, '/api/allocations/none', { ...none, source: undefined })).resolves.toMatchObject({ status: 400 });
  });

  it('can be tried out before they are saved', async () => {
    const tried = { amount: '100000000', months: 3, segment: 'BPU', fiscalYear: 2025, documentDate: '2025-09-30', budget: 'revised' };
    await expect(budgets.post(officer, '/api/allocations/preview', tried)).resolves.toMatchObject({
      status: 200,
      body: { fundable: 1984, remainder: '6400', cost: '99993600', payableMonths: 3, firstMonth: '2025-10', lastMonth: '2025-12' },
    });
    await expect(budgets.post(officer, '/api/allocations/preview', { ...tried, months: 12 })).resolves.toMatchObject({
      status: 422,
      body: { data: { most: 3 } },
    });
  });

  it('carry the business date of the day that has begun', async () => {
    await beginDay(budgets, '2025-10-16');
    const answer = await budgets.post(officer, '/api/allocations', dppa({ holdsOn: '2025-10-16' }));
    expect(answer).toMatchObject({ status: 201, body: { holdsOn: '2025-10-16', knownOn: '2025-10-16' } });
    const order = (await budgets.published()).map(({ subject, data }) => data['date'] ?? subject);
    expect(order.indexOf('2025-10-16')).toBeLessThan(order.indexOf(String(answer.body['id'])));
  });
});

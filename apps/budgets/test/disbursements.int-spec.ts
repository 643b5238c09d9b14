import { SAMPLES } from '@komitmen/contracts';
import type { Answer, ServiceUnderTest } from '@komitmen/testing';
import { dppa, ifMatch, officer, otherOfficer, planner, recordLine, sp2d, startBudgets } from './budgets-fixture';

const receipt = { number: 'BPJS-77', date: '2025-10-13' };
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort();

describe('disbursements', () => {
  let budgets: ServiceUnderTest;
  let count = 0;

  beforeAll(async () => {
    budgets = await startBudgets('2025-10-15');
  });
  afterAll(() => budgets.stop());

  const number = (): string => `SP2D-${++count}`;
  const pay = (line: string, changes: object = {}): Promise<Answer> =>
    budgets.post(officer, '/api/disbursements', sp2d(line, number(), changes));
  const move = (id: unknown, step: string, body: object, version: number): Promise<Answer> =>
    budgets.post(officer, `/api/disbursements/${String(id)}/${step}`, body, ifMatch(version));
  const lineOf = async (id: string): Promise<Answer['body']> => (await budgets.get(officer, `/api/allocations/${id}`)).body;

  it('go from SP2D to the receipt of BPJS, each step published', async () => {
    const line = await recordLine(budgets);
    const paid = await pay(line, { months: 3, firstMonth: '2025-10' });
    expect(paid).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { stage: 'disbursed', months: ['2025-10', '2025-11', '2025-12'], warnings: [] },
    });
    const acknowledged = await move(paid.body['id'], 'receipt', receipt, 1);
    expect(acknowledged).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { stage: 'acknowledged', receipt, holdsOn: '2025-10-13', knownOn: '2025-10-15' },
    });
    const events = await budgets.published(String(paid.body['id']));
    expect(events.map(({ type, version }) => [type, version])).toEqual([
      ['budgets.disbursement-recorded.v1', 1],
      ['budgets.disbursement-acknowledged.v1', 2],
    ]);
    expect(Object.keys(events[1]?.data ?? {}).sort()).toEqual(Object.keys(SAMPLES['budgets.disbursement-acknowledged.v1']).sort());
    expect(await lineOf(line)).toMatchObject({ committed: '60000000', left: '40000000' });
  });

  it('go from SPP to SPM to SP2D and skip none', async () => {
    const line = await recordLine(budgets);
    const { body } = await pay(line, { stage: 'requested' });
    const step = (stage: string): object => ({ stage, document: { number: number(), date: '2025-10-13' }, holdsOn: '2025-10-13' });
    await expect(move(body['id'], 'stages', step('disbursed'), 1)).resolves.toMatchObject({
      status: 409,
      body: { code: 'stage-skipped', data: { next: 'ordered' } },
    });
    await expect(move(body['id'], 'receipt', receipt, 1)).resolves.toMatchObject({ status: 409, body: { code: 'not-disbursed' } });
    await expect(move(body['id'], 'stages', step('ordered'), 1)).resolves.toMatchObject({
      status: 200,
      body: { stage: 'ordered', version: 2 },
    });
    await expect(move(body['id'], 'stages', step('disbursed'), 2)).resolves.toMatchObject({
      status: 200,
      body: { stage: 'disbursed', version: 3 },
    });
    expect(await budgets.published(String(body['id']))).toHaveLength(3);
  });

  describe('the ceiling', () => {
    it('holds against two officers at once: one is told what is left', async () => {
      const line = await recordLine(budgets);
      const both = await Promise.all([pay(line), pay(line)]);
      expect(statuses(both)).toEqual([201, 422]);
      expect(both.find(({ status }) => status === 422)?.body).toMatchObject({
        code: 'ceiling-exceeded',
        detail: 'Jumlah Rp60.000.000 melampaui pagu Rp100.000.000. Sisa yang masih dapat direalisasikan Rp40.000.000.',
        data: { ceiling: '100000000', left: '40000000' },
      });
    });

    it('holds against twenty at once, to the last rupiah', async () => {
      const line = await recordLine(budgets, { amount: '1000' });
      const all = await Promise.all(Array.from({ length: 20 }, () => pay(line, { amount: '100' })));
      expect(all.filter(({ status }) => status === 201)).toHaveLength(10);
      expect(all.filter(({ status }) => status === 422)).toHaveLength(10);
      expect(await lineOf(line)).toMatchObject({ committed: '1000', left: '0' });
    });

    it('of the DPPA counts what was paid from the DPA; the DPA takes no more', async () => {
      const dpa = await recordLine(budgets, { budget: 'original', months: 12, document: { number: 'DPA', date: '2025-01-02' } });
      expect((await pay(dpa)).status).toBe(201);
      const successor = await recordLine(budgets, { supersedes: dpa, amount: '70000000' });
      await expect(pay(dpa, { amount: '1' })).resolves.toMatchObject({
        status: 409,
        body: { code: 'allocation-superseded', data: { successorId: successor } },
      });
      await expect(pay(successor, { amount: '10000001' })).resolves.toMatchObject({
        status: 422,
        body: { code: 'ceiling-exceeded', data: { left: '10000000' } },
      });
      expect(statuses(await Promise.all([pay(successor, { amount: '10000000' }), pay(successor, { amount: '10000000' })]))).toEqual([
        201, 422,
      ]);
      expect(await lineOf(successor)).toMatchObject({ committed: '70000000', left: '0' });
    });

    it('cut below what is paid is recorded as the fact it is, also while somebody pays', async () => {
      const dpa = await recordLine(budgets, { budget: 'original', months: 12, document: { number: 'DPA', date: '2025-01-02' } });
      await pay(dpa);
      const [payment, cut] = await Promise.all([
        pay(dpa, { amount: '40000000' }),
        budgets.post(officer, '/api/allocations', dppa({ supersedes: dpa, amount: '50000000' })),
      ]);
      expect(cut).toMatchObject({ status: 201, body: { left: '0', warnings: [{ code: 'below-disbursed' }] } });
      expect([201, 409]).toContain(payment.status);
    });

    it('is free again after a rejection or a refund', async () => {
      const line = await recordLine(budgets);
      const first = await pay(line);
      const rejected = await move(first.body['id'], 'rejection', { reason: 'Nomor rekening tujuan keliru', holdsOn: '2025-10-14' }, 1);
      expect(rejected).toMatchObject({ status: 200, body: { stage: 'rejected' } });
      const second = await pay(line, { amount: '100000000' });
      await move(second.body['id'], 'receipt', receipt, 1);
      const refunded = await move(second.body['id'], 'refund', { document: { number: 'STS-9', date: '2025-10-14' } }, 2);
      expect(refunded).toMatchObject({ status: 200, body: { stage: 'refunded', refund: { number: 'STS-9' } } });
      expect(await lineOf(line)).toMatchObject({ committed: '0', left: '100000000' });
      expect((await budgets.published(String(second.body['id']))).at(-1)).toMatchObject({
        type: 'budgets.disbursement-refunded.v1',
        data: { document: { number: 'STS-9' } },
      });
    });
  });

  it('append only: every step stays', async () => {
    const { body } = await pay(await recordLine(budgets));
    await move(body['id'], 'receipt', receipt, 1);
    await expect(
      budgets.sql('SELECT version FROM budgets.disbursement_version WHERE disbursement_id = $1 ORDER BY version', [body['id']]),
    ).resolves.toEqual([{ version: 1 }, { version: 2 }]);
    await expect(budgets.sql('DELETE FROM budgets.disbursement_version WHERE disbursement_id = $1', [body['id']])).rejects.toThrow(
      'append-only',
    );
  });

  it('one SP2D number per payer and year, also at once; a rejected one may be entered again', async () => {
    const [one, other] = [await recordLine(budgets), await recordLine(budgets)];
    const post = (line: string): Promise<Answer> => budgets.post(officer, '/api/disbursements', sp2d(line, ' 00999/SP2D '));
    const both = await Promise.all([post(one), post(other)]);
    expect(statuses(both)).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'document-recorded-already',
      data: { value: '00999/SP2D' },
    });
    const kept = both.find(({ status }) => status === 201)?.body;
    await move(kept?.['id'], 'rejection', { reason: 'Salah ketik jumlah', holdsOn: '2025-10-14' }, 1);
    await expect(post(other)).resolves.toMatchObject({ status: 201 });
  });

  it.each<[string, object, number, string]>([
    ['a negative amount', { amount: '-1' }, 400, 'fields-invalid'],
    ['an amount of zero', { amount: '0' }, 400, 'fields-invalid'],
    ['an amount with a fraction', { amount: '1.5' }, 400, 'fields-invalid'],
    ['no months', { months: [] }, 400, 'months-missing'],
    ['a month twice', { months: ['2025-10', '2025-10'] }, 400, 'months-repeated'],
    ['a thirteenth month', { months: ['2025-13'] }, 400, 'fields-invalid'],
    ['a count without the first month', { months: 3 }, 400, 'fields-invalid'],
    ['a month of the next year', { months: 4, firstMonth: '2025-10' }, 422, 'months-outside-year'],
    ['an SP2D of tomorrow', { document: { number: 'X', date: '2025-10-16' } }, 422, 'dated-in-the-future'],
    ['an SP2D of last year', { document: { number: 'X', date: '2024-12-30' } }, 422, 'document-outside-year'],
    ['a line that does not exist', { allocationId: '01981000-0000-7000-8000-00000000000b' }, 422, 'unknown-allocation'],
    ['more than the ceiling', { amount: '100000001' }, 422, 'ceiling-exceeded'],
  ])('refuse %s', async (_title, changes, status, code) => {
    const line = await recordLine(budgets);
    await expect(pay(line, changes)).resolves.toMatchObject({ status, body: { code } });
    expect(await lineOf(line)).toMatchObject({ committed: '0' });
  });

  it.each(['proposed', 'drafted', 'enacted', 'closed'])('refuse a line that is %s', async (stage) => {
    await expect(pay(await recordLine(budgets, { stage }))).resolves.toMatchObject({
      status: 409,
      body: { code: 'allocation-not-executable', data: { stage } },
    });
  });

  it('refuse a step without the version seen, or with a stale one; two at once make one step', async () => {
    const { body } = await pay(await recordLine(budgets));
    const path = `/api/disbursements/${String(body['id'])}/receipt`;
    await expect(budgets.post(officer, path, receipt)).resolves.toMatchObject({ status: 428 });
    await expect(budgets.post(officer, path, receipt, ifMatch(2))).resolves.toMatchObject({ status: 412 });
    expect(
      statuses(await Promise.all([budgets.post(officer, path, receipt, ifMatch(1)), budgets.post(officer, path, receipt, ifMatch(1))])),
    ).toEqual([200, 412]);
  });

  it('have their effect once per idempotency key; the key with another body is refused', async () => {
    const line = await recordLine(budgets);
    const [body, key] = [sp2d(line, number()), { 'idempotency-key': 'payment-of-october' }];
    const first = await budgets.post(officer, '/api/disbursements', body, key);
    await expect(budgets.post(officer, '/api/disbursements', body, key)).resolves.toMatchObject({
      status: 201,
      body: { id: first.body['id'] },
    });
    await expect(budgets.post(officer, '/api/disbursements', { ...body, amount: '1' }, key)).resolves.toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(await lineOf(line)).toMatchObject({ committed: '60000000' });
  });

  it('belong to their payer’s treasury officer', async () => {
    const line = await recordLine(budgets);
    const { body } = await pay(line);
    await expect(budgets.post(otherOfficer, '/api/disbursements', sp2d(line, number()))).resolves.toMatchObject({
      status: 403,
      body: { code: 'government-out-of-scope' },
    });
    await expect(
      budgets.post(otherOfficer, `/api/disbursements/${String(body['id'])}/receipt`, receipt, ifMatch(1)),
    ).resolves.toMatchObject({ status: 403 });
    await expect(budgets.post(planner, '/api/disbursements', sp2d(line, number()))).resolves.toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    await expect(budgets.get(otherOfficer, '/api/disbursements?payer=52.71')).resolves.toMatchObject({ status: 403 });
    await expect(budgets.get(otherOfficer, '/api/disbursements')).resolves.toMatchObject({ status: 200, body: [] });
    await expect(budgets.get(otherOfficer, `/api/disbursements/${String(body['id'])}`)).resolves.toMatchObject({ status: 403 });
    await expect(budgets.get(planner, '/api/disbursements?payer=52.71&fiscalYear=2025')).resolves.toMatchObject({
      status: 200,
      body: expect.arrayContaining([expect.objectContaining({ id: body['id'] })]),
    });
    await expect(budgets.get(officer, '/api/disbursements/none')).resolves.toMatchObject({ status: 404 });
  });
});

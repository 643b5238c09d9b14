import { SAMPLES } from '@komitmen/contracts';
import { type Account, type Answer, eventually, ServiceUnderTest } from '@komitmen/testing';
import { enrolmentService } from '../src';

const officer: Account = { role: 'enrolment-officer', scope: '52.71' };
const planner: Account = { role: 'planner', scope: '52' };
const source = { title: 'Suara NTB', date: '2025-07-14' };
const headcount = (changes: object = {}): object => ({
  payer: '52.71',
  fiscalYear: 2025,
  kind: 'count',
  persons: 1984,
  qualifier: 'exact',
  holdsOn: '2025-07-10',
  source,
  ...changes,
});

describe('headcounts', () => {
  let enrolment: ServiceUnderTest;

  const beginDay = async (date: string): Promise<void> => {
    await enrolment.tell('regencies.business-day-began.v1', '52', {
      province: '52',
      date,
      time: '09:00',
      zone: 'Asia/Makassar',
      mode: 'demonstration',
    });
    await eventually(async () => {
      const days = (await enrolment.published('52')).map(({ type, data }) => `${type} ${String(data['date'])}`);
      if (!days.includes(`enrolment.business-day-reached.v1 ${date}`)) throw new Error(`enrolment has not reached ${date}`);
    });
  };

  const report = (as: Account, changes: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    enrolment.post(as, '/api/headcounts', headcount(changes), headers);

  beforeAll(async () => {
    enrolment = await ServiceUnderTest.start(enrolmentService);
    const registered = { kind: 'kota', province: '52', timeZone: 'Asia/Makassar', tile: null } as const;
    for (const code of ['52.71', '52.72'])
      await enrolment.tell('regencies.government-registered.v1', code, { ...registered, code, name: `Kota ${code}` });
    await beginDay('2025-07-15');
  });
  afterAll(() => enrolment.stop());

  it('of the payer’s officer are recorded and published', async () => {
    const answer = await report(officer, {
      segment: 'BPU',
      months: ['2025-08', '2025-07'],
      residence: '52.71',
      statement: '1.984 pekerja',
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        version: 1,
        persons: 1984,
        reporter: 'payer',
        months: ['2025-07', '2025-08'],
        knownOn: '2025-07-15',
        statement: '1.984 pekerja',
      },
    });
    const [event] = await enrolment.published(String(answer.body['id']));
    expect(event).toMatchObject({ type: 'enrolment.headcount-reported.v1', data: { payer: '52.71', persons: 1984, residence: '52.71' } });
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(Object.keys(SAMPLES['enrolment.headcount-reported.v1']).sort());
  });

  it('keep unknown, asserted zero and a number apart', async () => {
    await expect(report(planner, { payer: '52.72', kind: 'asserted-zero', persons: 0 })).resolves.toMatchObject({
      status: 201,
      body: { persons: 0, reporter: 'third-party' },
    });
    await expect(
      report(planner, { payer: '52.72', kind: 'nothing-to-report', persons: undefined, holdsOn: '2025-07-11' }),
    ).resolves.toMatchObject({ status: 201, body: { persons: null } });
    await expect(
      report(planner, { payer: '52.72', persons: 3200, qualifier: 'about', precision: 100, holdsOn: '2025-07-12' }),
    ).resolves.toMatchObject({ status: 201, body: { precision: 100 } });
    const { body } = await enrolment.get(planner, '/api/headcounts?payer=52.72&fiscalYear=2025');
    expect(body).toMatchObject([
      { kind: 'count', persons: 3200 },
      { kind: 'nothing-to-report', persons: null },
      { kind: 'asserted-zero', persons: 0 },
    ]);
  });

  it('stay as they were reported', async () => {
    await expect(enrolment.sql('UPDATE enrolment.headcount SET persons = 1')).rejects.toThrow('append-only');
    await expect(enrolment.sql('DELETE FROM enrolment.headcount')).rejects.toThrow('append-only');
  });

  it.each<[string, object, number, string]>([
    ['a count of nobody', { persons: 0 }, 400, 'persons-required'],
    ['a count without a number', { persons: undefined }, 400, 'persons-required'],
    ['a negative number', { persons: -1 }, 400, 'fields-invalid'],
    ['half a person', { persons: 1.5 }, 400, 'fields-invalid'],
    ['a number as text', { persons: '1.984' }, 400, 'fields-invalid'],
    ['more than there are', { persons: 2_000_000_001 }, 400, 'fields-invalid'],
    ['a zero that is not one', { kind: 'asserted-zero', persons: 5 }, 400, 'persons-not-zero'],
    ['nothing to report with a number', { kind: 'nothing-to-report' }, 400, 'persons-not-expected'],
    ['an unknown kind', { kind: 'none' }, 400, 'fields-invalid'],
    ['no qualifier', { qualifier: undefined }, 400, 'fields-invalid'],
    ['no source', { source: undefined }, 400, 'fields-invalid'],
    ['no months at all', { months: [] }, 400, 'fields-invalid'],
    ['a month of another year', { months: ['2026-01'] }, 422, 'months-outside-year'],
    ['an unknown residence', { residence: '52.99' }, 422, 'unknown-government'],
    ['what holds only tomorrow', { holdsOn: '2025-07-16' }, 422, 'dated-in-the-future'],
    ['a source of tomorrow', { source: { ...source, date: '2025-07-16' } }, 422, 'dated-in-the-future'],
  ])('refuse %s', async (_title, changes, status, code) => {
    await expect(report(officer, changes)).resolves.toMatchObject({ status, body: { code, errors: [{ message: expect.any(String) }] } });
  });

  it('refuse an unknown payer', async () => {
    await expect(report(planner, { payer: '52.99' })).resolves.toMatchObject({
      status: 422,
      body: { code: 'unknown-government', data: { field: 'payer' } },
    });
  });

  it('belong to the payer’s officer and the province’s planner', async () => {
    await expect(report(officer, { payer: '52.72' })).resolves.toMatchObject({ status: 403, body: { code: 'government-out-of-scope' } });
    await expect(report({ role: 'treasury-officer', scope: '52.71' })).resolves.toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    await expect(enrolment.get(officer, '/api/headcounts?payer=52.72')).resolves.toMatchObject({ status: 403 });
    const own = (await enrolment.get(officer, '/api/headcounts')).body as unknown as { payer: string }[];
    expect(new Set(own.map(({ payer }) => payer))).toEqual(new Set(['52.71']));
    await expect(enrolment.get({ role: 'planner', scope: '53' }, '/api/headcounts')).resolves.toMatchObject({ status: 200, body: [] });
    expect(await enrolment.anonymously('GET', '/api/headcounts')).toBe(401);
  });

  it('have their effect once per idempotency key; the key with another body is refused', async () => {
    const key = { 'idempotency-key': 'report-of-july' };
    const first = await report(officer, {}, key);
    await expect(report(officer, {}, key)).resolves.toMatchObject({ status: 201, body: { id: first.body['id'] } });
    await expect(report(officer, { persons: 5 }, key)).resolves.toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await enrolment.published(String(first.body['id']))).toHaveLength(1);
  });

  it('of a day lie before the mark of the next in the topic', async () => {
    const { body } = await report(officer);
    await beginDay('2025-07-16');
    const order = (await enrolment.published()).map(({ subject, data }) => data['date'] ?? subject);
    expect(order.indexOf(String(body['id']))).toBeLessThan(order.indexOf('2025-07-16'));
    await expect(report(officer, { holdsOn: '2025-07-16' })).resolves.toMatchObject({ status: 201, body: { knownOn: '2025-07-16' } });
  });
});

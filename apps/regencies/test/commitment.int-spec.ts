import { Regencies } from './regencies.fixture';

const source = { title: 'Berita acara rakor', date: '2025-07-14' };
const promise = (government: string, changes: object = {}): object => ({
  government,
  fiscalYear: 2025,
  persons: 2000,
  firstMonth: '2025-08',
  months: 5,
  segment: 'BPU',
  legalBasis: 'Inpres 8/2025',
  source,
  holdsOn: '2025-07-14',
  ...changes,
});
const ifMatch = (version: number) => ({ headers: { 'if-match': `"${version}"` } });

describe('commitments', () => {
  let regencies: Regencies;

  beforeAll(async () => {
    regencies = await Regencies.start('on');
    await regencies.standAt('2025-07-15');
  });
  afterAll(() => regencies.stop());

  const pledge = async (government: string, changes: object = {}): Promise<string> => {
    const answer = await regencies.post('/api/commitments', promise(government, changes));
    expect(answer.status).toBe(201);
    return String(answer.body['id']);
  };

  it('go from pledge to confirmed to withdrawn, each with its version and its event', async () => {
    const begun = await regencies.post('/api/commitments', promise('52.71'));
    expect(begun).toMatchObject({
      status: 201,
      etag: '"1"',
      body: {
        status: 'pledged',
        version: 1,
        persons: 2000,
        firstMonth: '2025-08',
        holdsOn: '2025-07-14',
        knownOn: '2025-07-15',
        recordedBy: { accountId: 'planner-1', role: 'planner', government: '52' },
      },
    });
    const id = String(begun.body['id']);
    const document = { number: '900/12/2025', date: '2025-07-15' };
    const confirmed = await regencies.post(`/api/commitments/${id}/confirmation`, { document, holdsOn: '2025-07-15' }, ifMatch(1));
    expect(confirmed).toMatchObject({ status: 200, etag: '"2"', body: { status: 'confirmed', document } });
    const withdrawn = await regencies.post(`/api/commitments/${id}/withdrawal`, { reason: 'Diganti', holdsOn: '2025-07-15' }, ifMatch(2));
    expect(withdrawn).toMatchObject({ status: 200, etag: '"3"', body: { status: 'withdrawn', reason: 'Diganti' } });
    const told = (await regencies.events()).filter(({ key }) => key === id);
    expect(told.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'regencies.commitment-pledged.v1 1',
      'regencies.commitment-confirmed.v1 2',
      'regencies.commitment-withdrawn.v1 3',
    ]);
    await pledge('52.71', { persons: 2500 });
  });

  it('begin as a draft when asked to', async () => {
    const id = await pledge('52.72', { pledged: false });
    await expect(regencies.post(`/api/commitments/${id}/pledging`, { holdsOn: '2025-07-15' }, ifMatch(1))).resolves.toMatchObject({
      status: 200,
      body: { status: 'pledged', version: 2 },
    });
  });

  it('stand once per government and year, also when two arrive at once', async () => {
    const both = await Promise.all([
      regencies.post('/api/commitments', promise('52.03')),
      regencies.post('/api/commitments', promise('52.03')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    await expect(
      regencies.post('/api/commitments/none', { government: '52.03', fiscalYear: 2025, source, holdsOn: '2025-07-14' }),
    ).resolves.toMatchObject({
      status: 409,
      body: { code: 'commitment-stands' },
    });
    await expect(regencies.post('/api/commitments', promise('52.03', { fiscalYear: 2026, firstMonth: '2026-01' }))).resolves.toMatchObject({
      status: 201,
    });
  });

  it('declared none stand in the way of a pledge until withdrawn', async () => {
    const none = await regencies.post('/api/commitments/none', { government: '52.04', fiscalYear: 2025, source, holdsOn: '2025-07-14' });
    expect(none).toMatchObject({ status: 201, body: { status: 'declared-none', persons: null } });
    await expect(regencies.post('/api/commitments', promise('52.04'))).resolves.toMatchObject({
      status: 409,
      body: { code: 'declared-none-stands' },
    });
    await regencies.post(`/api/commitments/${String(none.body['id'])}/withdrawal`, { reason: 'Keliru', holdsOn: '2025-07-15' }, ifMatch(1));
    await pledge('52.04');
  });

  it('refuse a change without the version that was seen, and a stale one, and change nothing', async () => {
    const id = await pledge('52.05');
    const confirmation = { holdsOn: '2025-07-15' };
    await expect(regencies.post(`/api/commitments/${id}/confirmation`, confirmation)).resolves.toMatchObject({
      status: 428,
      body: { code: 'if-match-required' },
    });
    await expect(regencies.post(`/api/commitments/${id}/confirmation`, confirmation, ifMatch(2))).resolves.toMatchObject({
      status: 412,
      body: { code: 'version-stale' },
    });
    await expect(regencies.get(`/api/commitments/${id}`)).resolves.toMatchObject({ status: 200, etag: '"1"', body: { status: 'pledged' } });
    expect((await regencies.events()).filter(({ key }) => key === id)).toHaveLength(1);
  });

  it.each<[string, object, number, string]>([
    ['a pledge for nobody', promise('52.06', { persons: 0 }), 400, 'persons-not-positive'],
    ['months beyond the year', promise('52.06', { months: 6 }), 400, 'months-beyond-year'],
    ['an unknown government', promise('52.99'), 422, 'unknown-government'],
    ['tomorrow’s source', promise('52.06', { source: { ...source, date: '2025-07-16' } }), 422, 'dated-in-the-future'],
    ['a day that does not exist', promise('52.06', { holdsOn: '2025-02-30' }), 400, 'date-malformed'],
    ['a legal basis of blanks', promise('52.06', { legalBasis: '   ' }), 400, 'fields-invalid'],
    ['a source of blanks', promise('52.06', { source: { ...source, title: ' ' } }), 400, 'fields-invalid'],
    ['an unknown field', promise('52.06', { person: 1 }), 400, 'fields-invalid'],
    ['another province', promise('11.01'), 403, 'government-out-of-scope'],
  ])('refuse %s', async (_, body, status, code) => {
    await expect(regencies.post('/api/commitments', body)).resolves.toMatchObject({ status, body: { code } });
  });

  it('have their effect once per idempotency key', async () => {
    const sent = { headers: { 'idempotency-key': 'pledge-52.07' } };
    const [first, again] = [
      await regencies.post('/api/commitments', promise('52.07'), sent),
      await regencies.post('/api/commitments', promise('52.07'), sent),
    ];
    expect(again).toMatchObject({ status: 201, etag: '"1"', body: { id: first.body['id'] } });
  });

  it('are recorded by planners and read by officers for their own government only', async () => {
    const officer = { role: 'treasury-officer', scope: '52.71' } as const;
    await expect(regencies.post('/api/commitments', promise('52.08'), { role: 'administrator' })).resolves.toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    await expect(regencies.post('/api/commitments', promise('52.71'), officer)).resolves.toMatchObject({ status: 403 });
    const own = await regencies.get('/api/commitments?fiscalYear=2025', officer);
    expect(new Set((own.body as unknown as { government: string }[]).map(({ government }) => government))).toEqual(new Set(['52.71']));
    await expect(regencies.get('/api/commitments?government=52.03', officer)).resolves.toMatchObject({ status: 403 });
    const id = await pledge('52.02');
    await expect(regencies.get(`/api/commitments/${id}`, officer)).resolves.toMatchObject({ status: 403 });
    await expect(regencies.get('/api/commitments/none-such')).resolves.toMatchObject({
      status: 404,
      body: { code: 'commitment-not-found' },
    });
  });
});

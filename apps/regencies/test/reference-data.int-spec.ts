import { Regencies } from './regencies.fixture';

const source = { title: 'Suara NTB', date: '2025-07-14' };
const registered = 'regencies.government-registered.v1';

describe('governments, officials, figures and targets', () => {
  let regencies: Regencies;
  beforeAll(async () => {
    regencies = await Regencies.start('on');
    await regencies.standAt('2025-07-15');
  });
  afterAll(() => regencies.stop());

  const rows = async (path: string, sent: object = {}): Promise<Record<string, unknown>[]> =>
    (await regencies.get(path, sent)).body as unknown as Record<string, unknown>[];

  it('registers the province and its ten regencies once, however often it starts', async () => {
    await regencies.restart();
    const events = await regencies.events(registered);
    expect(events).toHaveLength(11);
    expect(events.map(({ data }) => data['code']).sort()).toEqual([
      '52',
      '52.01',
      '52.02',
      '52.03',
      '52.04',
      '52.05',
      '52.06',
      '52.07',
      '52.08',
      '52.71',
      '52.72',
    ]);
    expect(events.find(({ key }) => key === '52.71')?.data).toEqual({
      code: '52.71',
      name: 'Kota Mataram',
      kind: 'kota',
      province: '52',
      timeZone: 'Asia/Makassar',
      tile: { col: 0, row: 0 },
    });
  });

  it('registers an office, changes it, and leaves it alone when nothing changes', async () => {
    const post = (email: string) =>
      regencies.post(
        '/api/regencies/52.71/officials',
        { post: 'treasury-office', title: 'Kepala BPKAD Kota Mataram', email },
        { role: 'administrator' },
      );
    await expect(post('bpkad@kota-mataram.example')).resolves.toMatchObject({ status: 200, body: { version: 1 } });
    await expect(post('bpkad@kota-mataram.example')).resolves.toMatchObject({ status: 200, body: { version: 1 } });
    await expect(post('bkad@kota-mataram.example')).resolves.toMatchObject({ status: 200, body: { version: 2 } });
    const events = await regencies.events('regencies.official-registered.v1');
    expect(events.map(({ version, data }) => [version, data['email']])).toEqual([
      [1, 'bpkad@kota-mataram.example'],
      [2, 'bkad@kota-mataram.example'],
    ]);
    await expect(
      regencies.post(
        '/api/regencies/52.99/officials',
        { post: 'treasury-office', title: 'x', email: 'x@y.example' },
        { role: 'administrator' },
      ),
    ).resolves.toMatchObject({
      status: 404,
      body: { code: 'government-not-found' },
    });
  });

  it.each<[string, object, string]>([
    ['line break in the title', { title: 'Kepala\nBPKAD' }, 'title'],
    ['control character in the title', { title: 'Kepala\u0007 BPKAD' }, 'title'],
    ['blank title', { title: '   ' }, 'title'],
    ['line break in the address', { email: '"a\nb"@kota.example' }, 'email'],
    ['line break after the address', { email: 'bpkad@kota.example\r\n' }, 'email'],
  ])('refuses an office with a %s', async (_, changes, field) => {
    const official = { post: 'treasury-office', title: 'Kepala BPKAD', email: 'bpkad@kota.example', ...changes };
    await expect(regencies.post('/api/regencies/52.72/officials', official, { role: 'administrator' })).resolves.toMatchObject({
      status: 400,
      body: { code: 'fields-invalid', errors: [{ field }] },
    });
  });

  it('shows planners their province and officers their own government', async () => {
    await expect(rows('/api/regencies')).resolves.toHaveLength(11);
    const own = await rows('/api/regencies', { role: 'enrolment-officer', scope: '52.71' });
    expect(own).toEqual([
      expect.objectContaining({
        code: '52.71',
        centroid: { latitude: -8.59, longitude: 116.11 },
        officials: [expect.objectContaining({ post: 'treasury-office' })],
      }),
    ]);
  });

  it('records what a source states, never changing it', async () => {
    const figure = {
      subject: '52',
      fiscalYear: 2025,
      measure: 'protection-total',
      value: '57000',
      denominator: '698000',
      unit: 'persons',
      qualifier: 'about',
      precision: '1000',
      definition: 'penduduk miskin menurut Disnakertrans NTB',
      text: 'sekitar 57.000 ... 8 persen',
      holdsOn: '2025-07-10',
      source,
    };
    await expect(regencies.post('/api/figures', figure)).resolves.toMatchObject({
      status: 201,
      body: { value: '57000', knownOn: '2025-07-15', source: { ...source, publisher: null } },
    });
    await expect(regencies.post('/api/figures', { ...figure, value: '57196' })).resolves.toMatchObject({ status: 201 });
    await expect(rows('/api/figures?subject=52&measure=protection-total')).resolves.toEqual([
      expect.objectContaining({ value: '57000' }),
      expect.objectContaining({ value: '57196' }),
    ]);
    expect((await regencies.events('regencies.figure-stated.v1')).map(({ data }) => data['value'])).toEqual(['57000', '57196']);
  });

  it('keeps a source whose day of publication is not known', async () => {
    const figure = {
      subject: '52.71',
      measure: 'population',
      value: '461936',
      unit: 'persons',
      qualifier: 'exact',
      holdsOn: '2024-12-31',
      source: { title: 'Dukcapil', date: null },
    };
    await expect(regencies.post('/api/figures', figure)).resolves.toMatchObject({
      status: 201,
      body: { source: { date: null }, fiscalYear: null, text: null },
    });
  });

  it.each<[string, object, number, string]>([
    ['neither value nor words', { unit: 'persons' }, 400, 'figure-empty'],
    ['a number without a unit', { unit: 'text', value: '5' }, 400, 'figure-without-unit'],
    ['a number as people write it', { unit: 'persons', value: '5.000,0' }, 400, 'fields-invalid'],
    ['half a person', { unit: 'persons', value: '1.5' }, 400, 'figure-not-whole'],
    ['sen', { unit: 'rupiah', value: '100.50' }, 400, 'figure-not-whole'],
    ['half a month', { unit: 'months', value: '2.5' }, 400, 'figure-not-whole'],
    ['a share of nothing', { unit: 'percent', value: '5', denominator: '0' }, 400, 'fields-invalid'],
    ['the unit of words and no words', { unit: 'text' }, 400, 'figure-empty'],
    ['words and a number under the unit of words', { unit: 'text', text: 'lima', value: '5' }, 400, 'figure-without-unit'],
    ['blank words', { unit: 'text', text: '  ' }, 400, 'fields-invalid'],
    ['a source of blanks', { unit: 'persons', value: '5', source: { title: '  ', date: '2025-07-14' } }, 400, 'fields-invalid'],
    ['tomorrow', { unit: 'persons', value: '5', holdsOn: '2025-07-16' }, 422, 'dated-in-the-future'],
    ['an unknown government', { unit: 'persons', value: '5', subject: '52.99' }, 422, 'unknown-government'],
    ['no source', { unit: 'persons', value: '5', source: undefined }, 400, 'fields-invalid'],
  ])('refuses a figure with %s', async (_, changes, status, code) => {
    const figure = { subject: '52.71', measure: 'demand', qualifier: 'exact', holdsOn: '2025-07-10', source, ...changes };
    await expect(regencies.post('/api/figures', figure)).resolves.toMatchObject({ status, body: { code } });
  });

  it('sets a target with the definition of its denominator', async () => {
    const target = { government: '52', fiscalYear: 2025, share: '62.22', definition: 'pekerja', source, holdsOn: '2025-06-30' };
    await expect(regencies.post('/api/targets', target)).resolves.toMatchObject({
      status: 201,
      body: { share: '62.22', denominator: 'pekerja' },
    });
    await expect(regencies.post('/api/targets', { ...target, share: '100.01' })).resolves.toMatchObject({
      status: 400,
      body: { code: 'share-out-of-range' },
    });
    await expect(rows('/api/targets?government=52')).resolves.toHaveLength(1);
    await expect(regencies.events('regencies.target-set.v1')).resolves.toHaveLength(1);
  });
});

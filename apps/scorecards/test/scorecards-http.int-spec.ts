import { v7 as uuidv7 } from 'uuid';
import type { GovernmentRegistered } from '@komitmen/contracts';
import type { ScorecardList } from '../src/province/scorecard-list';
import type { ScorecardDetail } from '../src/scorecard/scorecard.service';
import { NTB_FACTS } from './ntb';
import { dayEvents, event, factEvent, governmentEvents, ScorecardsFixture } from './scorecards-fixture';

const planner = { role: 'planner', scope: '52' } as const;
const admin = { role: 'administrator', scope: '52' } as const;
const officer = { role: 'treasury-officer', scope: '52.71' } as const;

describe('scorecards over HTTP', () => {
  let fixture: ScorecardsFixture;
  const list = async (query = '', as: Parameters<ScorecardsFixture['call']>[2] = planner): Promise<ScorecardList> => {
    const { status, body } = await fixture.call('GET', `/api/scorecards?fiscalYear=2025${query}`, as);
    expect(status).toBe(200);
    return body as ScorecardList;
  };
  const codes = ({ rows }: ScorecardList): string[] => rows.map(({ government }) => government.code);

  beforeAll(async () => {
    fixture = await ScorecardsFixture.start();
    const facts = NTB_FACTS.map((fact) => factEvent({ ...fact, eventId: uuidv7() }));
    await fixture.send(...governmentEvents(), ...dayEvents('2025-07-14'), ...facts);
    const due = { province: '52', fiscalYear: 2025, parameter: '2025-07-14' };
    expect((await fixture.call('PUT', '/api/rules/no-data', admin, due, { 'if-match': '"1"' })).status).toBe(200);
    await fixture.send(...dayEvents('2025-07-15'));
  });
  afterAll(() => fixture.end());

  it('lists the province as of the business date', async () => {
    const answer = await list();
    expect(answer).toMatchObject({
      province: { code: '52', name: 'Provinsi Nusa Tenggara Barat', timeZone: 'Asia/Makassar' },
      asKnownOn: '2025-07-15',
      businessDate: '2025-07-15',
      generatedFrom: 12,
      totals: { protection: { value: '42950', qualifier: 'about', known: { parts: 9, of: 10 } } },
      reconciliation: { together: { value: '55950' }, stated: { value: '57000' }, unexplained: { value: '1050', qualifier: 'about' } },
    });
    expect(answer.rows.flatMap(({ flags }) => flags.map(({ id }) => id))).toEqual([
      '52.01-2025-no-data-2025-07-15',
      '52.71-2025-zero-coverage-2025-07-14',
    ]);
  });

  it('answers the same from stored rows and from the facts', async () => {
    const stored = await list();
    await fixture.sql(`DELETE FROM scorecards.scorecards WHERE government = '52.01'`);
    const made = await list();
    const withoutVersions = ({ rows, ...rest }: ScorecardList) => ({ ...rest, rows: rows.map(({ version: _version, ...row }) => row) });
    expect(withoutVersions(made)).toEqual(withoutVersions(stored));
    await fixture.send(
      ...dayEvents('2025-07-15'),
      event(
        'regencies.government-registered.v1',
        (governmentEvents()[1]?.data as GovernmentRegistered | undefined) ?? ({} as GovernmentRegistered),
      ),
    );
    expect(withoutVersions(await list())).toEqual(withoutVersions(stored));
  });

  it('shows what was known on an earlier day', async () => {
    const answer = await list('&asKnownOn=2025-07-13');
    expect(answer.asKnownOn).toBe('2025-07-13');
    expect(new Set(answer.rows.map(({ links }) => links.protection.state))).toEqual(new Set(['unknown']));
    expect(answer.rows.flatMap(({ flags }) => flags)).toEqual([]);
  });

  it.each([
    ['2025-07-16', 422, 'as-known-on-in-the-future'],
    ['2025-02-30', 400, 'date-malformed'],
  ])('refuses asKnownOn=%s with %d %s', async (day, status, code) => {
    const answer = await fixture.call('GET', `/api/scorecards?fiscalYear=2025&asKnownOn=${day}`, planner);
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it.each(['/api/scorecards', '/api/scorecards?fiscalYear=x', '/api/scorecards?fiscalYear=2025&asKnownOn=kemarin'])(
    'refuses %s with 400',
    async (url) => {
      expect((await fixture.call('GET', url, planner)).status).toBe(400);
    },
  );

  it('shows officers their own government only', async () => {
    const answer = await list('', officer);
    expect(codes(answer)).toEqual(['52.71']);
    expect(answer.reconciliation).toBeNull();
    expect((await fixture.call('GET', '/api/scorecards/52.71?fiscalYear=2025', officer)).status).toBe(200);
    expect((await fixture.call('GET', '/api/scorecards/52.01?fiscalYear=2025', officer)).status).toBe(403);
    expect((await fixture.call('GET', '/api/scorecards?fiscalYear=2025&province=31', planner)).status).toBe(403);
  });

  it('gives one government in full, with its version as ETag and nobody’s name', async () => {
    const answer = await fixture.call('GET', '/api/scorecards/52.71?fiscalYear=2025', planner);
    const detail = answer.body as ScorecardDetail;
    expect(answer.etag).toBe(`"${detail.version}"`);
    expect(detail.chain.map(({ link, state }) => [link, state])).toEqual([
      ['commitment', 'unknown'],
      ['allocation', 'unknown'],
      ['disbursement', 'unknown'],
      ['receipt', 'unknown'],
      ['protection', 'asserted-zero'],
    ]);
    expect(detail.rules.find(({ rule }) => rule === 'zero-coverage')).toMatchObject({
      outcome: 'failed',
      flagId: '52.71-2025-zero-coverage-2025-07-14',
    });
    expect(detail.months).toHaveLength(12);
    expect(detail.timeline.map(({ kind }) => kind)).toEqual(['enrolment.headcount-reported.v1', 'scorecards.laggard-flagged.v1']);
    expect(detail.links.protection.recordedBy).toEqual({ role: 'planner', government: '52' });
    expect(JSON.stringify(detail)).not.toContain('accountId');
    expect((await fixture.call('GET', '/api/scorecards/52.99?fiscalYear=2025', planner)).status).toBe(404);
  });

  it('shows and sets parameters of rules', async () => {
    const { body } = await fixture.call('GET', '/api/rules?fiscalYear=2025', officer);
    expect(body).toEqual(
      expect.arrayContaining([
        {
          rule: 'no-data',
          link: 'protection',
          version: 2,
          parameter: '2025-07-14',
          takesParameter: true,
          history: [{ version: 2, parameter: '2025-07-14', knownOn: '2025-07-14' }],
        },
      ]),
    );
    const put = (rule: string, parameter: string | null, ifMatch?: string, as = admin as Parameters<ScorecardsFixture['call']>[2]) =>
      fixture.call(
        'PUT',
        `/api/rules/${rule}`,
        as,
        { province: '52', fiscalYear: 2025, parameter },
        ifMatch === undefined ? {} : { 'if-match': ifMatch },
      );
    expect((await put('no-commitment', '2025-07-31', '"1"', planner)).status).toBe(403);
    expect((await put('no-commitment', '2025-07-31')).status).toBe(428);
    expect((await put('no-data', '2025-07-31', '"1"')).status).toBe(412);
    expect((await put('no-commitment', '31 Juli', '"1"')).status).toBe(400);
    expect((await put('zero-coverage', '1', '"1"')).status).toBe(422);
    expect((await put('no-thing', '1', '"1"')).status).toBe(404);
    expect((await put('no-allocation', '02-30,09-31', '"1"')).status).toBe(400);
    const elsewhere = { province: '31', fiscalYear: 2025, parameter: '2025-07-31' };
    expect(await fixture.call('PUT', '/api/rules/no-data', admin, elsewhere, { 'if-match': '"1"' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-government' },
    });
    expect(await put('no-commitment', '2025-07-31', '"1"')).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { version: 2, parameter: '2025-07-31' },
    });
    expect(await put('no-commitment', null, '"2"')).toMatchObject({ status: 200, body: { version: 3, parameter: null } });
  });

  it('needs no more queries for 514 governments than for 11', async () => {
    await fixture.sql(`UPDATE scorecards.scorecards SET version = version + 1 WHERE government = '52'`);
    const few = await fixture.queriesDuring(() => list());
    const many = Array.from({ length: 503 }, (_, index) => {
      const code = `${String(60 + Math.floor(index / 99))}.${String((index % 99) + 1).padStart(2, '0')}`;
      return event('regencies.government-registered.v1', {
        code,
        name: `Kabupaten ${code}`,
        kind: 'kabupaten',
        province: '52',
        timeZone: 'Asia/Makassar',
        tile: null,
      });
    });
    await fixture.send(...many);
    const stored = await fixture.queriesDuring(async () => expect((await list()).rows).toHaveLength(514));
    expect(stored).toBe(few);
    expect(stored).toBeLessThanOrEqual(5);
    const made = await fixture.queriesDuring(async () => expect((await list('&asKnownOn=2025-07-14')).rows).toHaveLength(514));
    expect(made).toBeLessThanOrEqual(4);
  });
});

import { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Fact } from '../src/facts/fact';
import type { ScorecardList } from '../src/province/scorecard-list';
import { assertedZero, headcount, ownOfficer } from './builders';
import { MATARAM_STATEMENT, NTB_FACTS } from './ntb';
import { dayEvents, factEvent, governmentEvents, type LogEvent, ScorecardsFixture } from './scorecards-fixture';

const admin = { role: 'administrator', scope: '52' } as const;

/** Facts built for the unit tests carry simple ids; the log wants real ones. */
const FACTS: readonly Fact[] = NTB_FACTS.map((fact) => ({ ...fact, eventId: uuidv7() }));
const later = factEvent({ ...headcount('52.71', 1_984, { holdsOn: '2025-10-30', knownOn: '2025-10-30' }), eventId: uuidv7() });

const setDueDate = (fixture: ScorecardsFixture) =>
  fixture.call('PUT', '/api/rules/no-data', admin, { province: '52', fiscalYear: 2025, parameter: '2025-07-14' }, { 'if-match': '"1"' });

const flagEvents = async (fixture: ScorecardsFixture, type: 'scorecards.laggard-flagged.v1' | 'scorecards.laggard-cleared.v1') =>
  (await fixture.published(type)).map(({ flagId, businessDate }) => [flagId, businessDate]);

/** The read model in key order, without what only tells how it was made. */
const content = (fixture: ScorecardsFixture, generation = 1) =>
  Promise.all([
    fixture.sql(
      `SELECT government, fiscal_year, fact_count, digest, flags_digest, summary::text FROM scorecards.scorecards WHERE generation = ${generation} ORDER BY 1, 2`,
    ),
    fixture.sql(`SELECT id, data::text, since::text, cleared_on::text FROM scorecards.flags WHERE generation = ${generation} ORDER BY id`),
    fixture.sql(
      `SELECT event_id, government, fiscal_year, known_on::text, type, data::text FROM scorecards.facts WHERE generation = ${generation} ORDER BY event_id`,
    ),
  ]);

describe('the scorecards projection', () => {
  let fixture: ScorecardsFixture;
  beforeEach(async () => {
    fixture = await ScorecardsFixture.start();
  });
  afterEach(() => fixture.end());

  it('judges a day once every forerunner has come to it, and raises the demonstration’s two flags', async () => {
    const [began, budgets, enrolment] = dayEvents('2025-07-14');
    if (!began || !budgets || !enrolment) throw new Error('three marks');
    await fixture.send(...governmentEvents(), began, budgets, ...FACTS.map(factEvent));
    expect(await fixture.published('scorecards.business-day-reached.v1')).toEqual([]);
    await fixture.send(enrolment);
    await fixture.settledOutbox();
    expect(await fixture.published('scorecards.business-day-reached.v1')).toEqual([{ province: '52', date: '2025-07-14' }]);
    expect((await setDueDate(fixture)).status).toBe(200);
    await fixture.send(...dayEvents('2025-07-15'));
    await fixture.settledOutbox();
    expect(await flagEvents(fixture, 'scorecards.laggard-flagged.v1')).toEqual([
      ['52.71-2025-zero-coverage-2025-07-14', '2025-07-14'],
      ['52.01-2025-no-data-2025-07-15', '2025-07-15'],
    ]);
    expect(await fixture.published('scorecards.rule-parameter-set.v1')).toHaveLength(1);
    expect((await fixture.publishedEvents()).at(-1)?.type).toBe('scorecards.business-day-reached.v1');
  });

  it('judges at once what becomes known within the day, and announces only what changed', async () => {
    await fixture.send(...governmentEvents(), ...dayEvents('2025-10-30'), ...FACTS.map(factEvent));
    const versions = await fixture.sql(`SELECT government, version FROM scorecards.scorecards WHERE government <> '52.71' ORDER BY 1`);
    await fixture.send(later, later);
    await fixture.settledOutbox();
    expect(await flagEvents(fixture, 'scorecards.laggard-cleared.v1')).toEqual([['52.71-2025-zero-coverage-2025-07-14', '2025-10-30']]);
    expect(await fixture.sql(`SELECT government, version FROM scorecards.scorecards WHERE government <> '52.71' ORDER BY 1`)).toEqual(
      versions,
    );
    const changed = (await fixture.published('scorecards.scorecard-changed.v1')).filter(({ government }) => government === '52.71');
    expect(changed.at(-1)).toMatchObject({ fiscalYear: 2025, links: ['protection'] });
  });

  describe('of facts that are kept in memory', () => {
    const report = (persons: number): Fact => ({
      ...headcount('52.71', persons, { ...ownOfficer('52.71'), holdsOn: '2025-07-15', knownOn: '2025-07-15' }),
      eventId: uuidv7(),
    });
    const addedElsewhere = ({ eventId, data }: Fact) =>
      fixture.sql(
        `INSERT INTO scorecards.facts (generation, event_id, government, fiscal_year, known_on, type, data)
         VALUES (1, '${eventId}', '52.71', 2025, '2025-07-15', 'enrolment.headcount-reported.v1', '${JSON.stringify(data)}')`,
      );
    /** Every number reported, as the latest judgement has it. */
    const reported = async (): Promise<string[]> => {
      const answer = await fixture.call('GET', '/api/scorecards?fiscalYear=2025', admin);
      const { rows } = answer.body as ScorecardList;
      const { value, earlier = [] } = rows.find(({ government }) => government.code === '52.71')?.links.protection ?? {};
      return [value, ...earlier.map((one) => one.value)].map(String).sort();
    };

    beforeEach(async () => {
      await fixture.send(...governmentEvents(), ...dayEvents('2025-07-15'));
      await fixture.send(factEvent(report(1)));
      await fixture.send(factEvent(report(2)));
      expect(await reported()).toEqual(['1', '2']);
    });

    it('judges with what another instance added meanwhile', async () => {
      await addedElsewhere(report(3));
      await fixture.send(factEvent(report(4)));
      expect(await reported()).toEqual(['1', '2', '3', '4']);
    });

    it('keeps nothing of a chunk that was rolled back, even if the number of facts is right', async () => {
      await fixture.sql(`CREATE FUNCTION scorecards.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.summary::text LIKE '%"value":"666"%' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON scorecards.scorecards FOR EACH ROW EXECUTE FUNCTION scorecards.refuse()`);
      await fixture.send(factEvent(report(666)));
      await addedElsewhere(report(3));
      await fixture.send(factEvent(report(4)));
      expect(await reported()).toEqual(['1', '2', '3', '4']);
    });

    it('reads neither facts nor the former judgement again for the next report', async () => {
      const asked = jest.spyOn(EntityManager.prototype, 'query');
      await fixture.send(factEvent(report(3)));
      const texts = asked.mock.calls.map(([text]) => text);
      asked.mockRestore();
      expect(texts.filter((text) => text.includes('SELECT event_id AS id, type, data FROM scorecards.facts'))).toEqual([]);
      expect(texts.filter((text) => text.includes(', summary FROM scorecards.scorecards'))).toEqual([]);
      expect(texts.filter((text) => text.includes('count(*)::int AS count FROM scorecards.facts'))).toHaveLength(1);
      expect(await reported()).toEqual(['1', '2', '3']);
    });
  });

  it('publishes a standing flag again when its evidence changes, and only then', async () => {
    await fixture.send(...governmentEvents(), ...dayEvents('2025-07-15'), ...FACTS.map(factEvent));
    const press = { holdsOn: '2025-07-10', knownOn: '2025-07-15', statement: 'sudah 90 peserta' };
    const own = { ...press, ...ownOfficer('52.71'), statement: 'belum ada peserta' };
    const sent = [assertedZero('52.71', own), headcount('52.71', 90, press)].map((fact) => factEvent({ ...fact, eventId: uuidv7() }));
    for (const one of sent) await fixture.send(one);
    await fixture.send(...sent, ...dayEvents('2025-07-16'));
    await fixture.settledOutbox();
    const flagged = await fixture.published('scorecards.laggard-flagged.v1');
    expect(new Set(flagged.map(({ flagId }) => flagId))).toEqual(new Set(['52.71-2025-zero-coverage-2025-07-14']));
    expect(flagged.map(({ evidence }) => (evidence as { statement: string }[]).map(({ statement }) => statement))).toEqual([
      [MATARAM_STATEMENT],
      ['belum ada peserta'],
      ['belum ada peserta', 'sudah 90 peserta'],
    ]);
    const versions = await fixture.sql<{ version: string }>(
      `SELECT headers->>'ce_aggregateversion' AS version FROM event_log.records WHERE headers->>'ce_type' = 'scorecards.laggard-flagged.v1' ORDER BY record_offset`,
    );
    expect(versions.map(({ version }) => version)).toEqual(['1', '2', '3']);
  });

  it('ends with the same bytes whatever the order, and however often an event comes', async () => {
    const other = await ScorecardsFixture.start();
    try {
      const days = [...dayEvents('2025-07-15'), ...dayEvents('2025-10-30')];
      const parameters = [fixture, other].map((one) =>
        one.sql(
          `INSERT INTO scorecards.rule_parameters VALUES ('52', 2025, 'no-data', 2, '2025-07-14', '2025-07-14') ON CONFLICT DO NOTHING`,
        ),
      );
      await Promise.all(parameters);
      const straight: LogEvent[] = [...governmentEvents(), ...FACTS.map(factEvent), ...days, later];
      await fixture.send(...straight);
      const facts = [...FACTS.map(factEvent), later].reverse();
      await other.send(later, ...days.slice(0, 3), ...facts.slice(0, 6), ...straight.slice(0, 5));
      await other.send(...days.slice(3), ...straight.slice(5, 11), ...facts, ...facts);
      expect(await content(other)).toEqual(await content(fixture));
      expect((await content(fixture))[1]).toHaveLength(2);
    } finally {
      await other.end();
    }
  });

  it('rebuilds to the same bytes as a new generation, and publishes nothing meanwhile', async () => {
    await fixture.send(...governmentEvents(), ...dayEvents('2025-07-15'), ...FACTS.map(factEvent), ...dayEvents('2025-10-30'), later);
    await fixture.settledOutbox();
    const before = await fixture.publishedEvents();
    expect(await fixture.rebuilt('', { verify: true })).toMatchObject({ live: 2, former: 1, refused: null });
    expect(await content(fixture, 2)).toEqual(await content(fixture, 1));
    await fixture.settledOutbox();
    expect(await fixture.publishedEvents()).toEqual(before);
    expect((await fixture.call('GET', '/api/scorecards?fiscalYear=2025', admin)).status).toBe(200);
  });

  it('rebuilds what was judged in an earlier year, of a government that came later, and by a rule of another year', async () => {
    const [late, ...first] = governmentEvents().reverse();
    if (late === undefined) throw new Error('eleven governments');
    await fixture.send(...first, ...dayEvents('2024-12-30'), ...dayEvents('2025-07-15'), ...FACTS.map(factEvent));
    const setting = { province: '52', fiscalYear: 2023, parameter: '2023-07-14' };
    expect((await fixture.call('PUT', '/api/rules/no-data', admin, setting, { 'if-match': '"1"' })).status).toBe(200);
    await fixture.send(late);
    expect(await fixture.rebuilt('', { verify: true })).toMatchObject({ live: 2, refused: null });
    expect(await content(fixture, 2)).toEqual(await content(fixture, 1));
    expect((await content(fixture, 2))[0].length).toBeGreaterThanOrEqual(33);
  });

  it('keeps the versions of what is the same, and goes on counting after a swap', async () => {
    const versions = (generation: number) =>
      fixture.sql(
        `SELECT government, fiscal_year, version, changed_on::text FROM scorecards.scorecards WHERE generation = ${generation} ORDER BY 1, 2`,
      );
    await fixture.send(...governmentEvents(), ...dayEvents('2025-10-30'), ...FACTS.map(factEvent));
    await fixture.send(later);
    await fixture.rebuilt();
    expect(await versions(2)).toEqual(await versions(1));
    expect(await versions(2)).toContainEqual({ government: '52.71', fiscal_year: 2025, version: 2, changed_on: '2025-10-30' });
  });

  it('tells the first difference, and leaves the live generation where it is', async () => {
    await fixture.send(...governmentEvents(), ...dayEvents('2025-07-15'), ...FACTS.map(factEvent));
    await fixture.sql(`UPDATE scorecards.scorecards SET fact_count = fact_count + 1 WHERE government IN ('52.71', '52.72')`);
    expect(await fixture.rebuilt('', { verify: true })).toMatchObject({ live: 1, refused: 'scorecards: 52.71 2025 differs' });
    await fixture.sql(`DELETE FROM scorecards.facts WHERE event_id = (SELECT min(event_id::text)::uuid FROM scorecards.facts)`);
    expect(await fixture.rebuilt('', { verify: true })).toMatchObject({
      live: 1,
      refused: expect.stringMatching(/^facts: .* is not live$/),
    });
    expect(await fixture.rebuilt()).toMatchObject({ live: 4, former: 1, refused: null });
  });

  it('comes back to the former generation with what came since, and announces nothing twice', async () => {
    await fixture.send(...governmentEvents(), ...dayEvents('2025-10-30'), ...FACTS.map(factEvent));
    await fixture.rebuilt();
    await fixture.send(later);
    await fixture.settledOutbox();
    const before = await fixture.publishedEvents();
    expect(await fixture.rebuilt('/roll-back')).toMatchObject({ live: 1, former: 2 });
    expect(await content(fixture, 1)).toEqual(await content(fixture, 2));
    await fixture.settledOutbox();
    expect(await fixture.publishedEvents()).toEqual(before);
    expect(await fixture.rebuilt('/drop-former')).toMatchObject({ live: 1, former: null });
    expect((await fixture.call('POST', '/api/system/scorecards/rebuild/roll-back', admin, {})).status).toBe(409);
  });
});

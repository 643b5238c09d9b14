import { eventually } from '@komitmen/testing';
import { lastValueFrom, throwError } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import type { ChunkContext, DeadLetterSummary } from '../src';
import { Garden, onlyLetter, type RunningService, type PrepareGround } from './garden';
import { GREW, grew, trouble } from './plants';

/** Everything that can be wrong with an event or with its handler. */
export function describePoison(prepareGround: PrepareGround): void {
  let garden: Garden;
  let source: RunningService;
  let kitchen: RunningService;

  beforeEach(async () => {
    garden = await Garden.plant(prepareGround);
    source = await garden.start('garden');
    kitchen = await garden.start('kitchen');
  });
  afterEach(() => garden.uproot());

  const append = (headers: Record<string, string>, value: string, key = 'basil'): Promise<unknown> =>
    garden.log.producer().append([{ topic: 'garden', key, partitionKey: '52', value, headers }]);

  const cloudEvent = (changes: Record<string, string> = {}): Record<string, string> => ({
    ce_specversion: '1.0',
    ce_id: uuidv7(),
    ce_type: GREW,
    ce_source: '/komitmen/garden',
    ce_subject: 'basil',
    ce_time: new Date().toISOString(),
    ce_partitionkey: '52',
    ce_aggregateversion: '1',
    ce_correlationid: 'c',
    ...changes,
  });

  const lettersByKey = async (): Promise<Map<string, DeadLetterSummary>> =>
    new Map((await kitchen.deadLetters.list({ state: 'open' })).map((letter) => [letter.key, letter]));

  const poison = (plant: string, centimetres: string): void => {
    trouble.with = (event) => {
      if (event.data.plant === plant && event.data.centimetres === centimetres) throw new TypeError('planted');
    };
  };

  it('sets aside only the event that fails; later ones of its key are parked, and a replay brings all in order', async () => {
    poison('basil', '2');
    await source.publish(grew('basil', 1), grew('mint', 1), grew('basil', 2), grew('mint', 2), grew('basil', 3), grew('mint', 3));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'mint 1', 'mint 2', 'mint 3']));
    await source.publish(grew('basil', 4), grew('mint', 4));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'mint 1', 'mint 2', 'mint 3', 'mint 4']));
    const letter = await onlyLetter(kitchen);
    expect(letter).toMatchObject({
      cause: 'handler-failed',
      message: 'TypeError: planted',
      key: 'basil',
      attempts: 3,
      parked: 2,
      type: GREW,
    });
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({
      topic: 'garden',
      stack: expect.stringContaining('garden.ts') as string,
    });

    expect(await kitchen.deadLetters.replay(letter.id, 'admin')).toEqual({ applied: 0, blockedBy: letter.id });
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(letter.id, 'admin')).toEqual({ applied: 3, blockedBy: null });
    expect((await garden.cooked()).filter((one) => one.startsWith('basil'))).toEqual(['basil 1', 'basil 2', 'basil 3', 'basil 4']);
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({ state: 'replayed', decidedBy: 'admin', parked: 0 });

    await source.publish(grew('basil', 5));
    await eventually(async () => expect(await garden.cooked()).toContain('basil 5'));
  });

  it('sets aside at once what is no event of ours, or none that its contract allows, and goes on', async () => {
    const defective: [string, string, Record<string, string>, string][] = [
      ['an unknown type', 'unknown-event-type', cloudEvent({ ce_type: 'garden.unheard-of.v1' }), '{"plant":"basil"}'],
      ['an unknown version', 'unknown-event-type', cloudEvent({ ce_type: 'garden.plant-grew.v2' }), '{"plant":"basil"}'],
      ['malformed JSON', 'malformed-data', cloudEvent(), '{"plant":'],
      ['no data', 'malformed-data', cloudEvent(), ''],
      ['data that breaks the contract', 'contract-violated', cloudEvent(), '{"plant":7}'],
      ['no envelope at all', 'malformed-envelope', {}, '{}'],
      ['another version of the envelope', 'malformed-envelope', cloudEvent({ ce_specversion: '2.0' }), '{"plant":"basil"}'],
      ['an id that is none', 'malformed-envelope', cloudEvent({ ce_id: 'seven' }), '{"plant":"basil"}'],
    ];
    for (const [key, , headers, value] of defective) await append(headers, value, key);
    await source.publish(...defective.map(([key]) => grew(key, 1)), grew('mint', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['mint 1']));
    const letters = await lettersByKey();
    expect(letters.size).toBe(defective.length);
    for (const [key, cause, headers, value] of defective) {
      const letter = letters.get(key);
      expect(letter).toMatchObject({ key, cause, attempts: 1, parked: 1 });
      expect(await kitchen.deadLetters.show(letter?.id ?? '')).toMatchObject({ headers, value });
    }
  });

  it('sets aside the one event that its handler fails with, whatever is thrown, and goes on', async () => {
    const sql = (ctx: ChunkContext): Promise<unknown> => ctx.transaction.query('SELECT 1 / 0');
    const failures: Record<string, [string, (ctx: ChunkContext) => unknown]> = {
      'a TypeError': ['TypeError: planted', () => Promise.reject(new TypeError('planted'))],
      'no error at all': ['Error: planted', () => lastValueFrom(throwError(() => 'planted'))],
      'an overflow of the stack': ['RangeError: Maximum call stack size exceeded', () => overflow()],
      'an SQL error': ['QueryFailedError: division by zero', sql],
      'a hidden SQL error': [
        'QueryFailedError: current transaction is aborted, commands ignored until end of transaction block',
        (ctx) => sql(ctx).catch(() => undefined),
      ],
      'an error at the end of the chunk': [
        'TypeError: planted',
        (ctx) => ctx.atChunkEnd('at last', () => Promise.reject(new TypeError('planted'))),
      ],
    };
    trouble.with = async ({ data }, ctx) => {
      await failures[data.plant]?.[1](ctx);
    };
    const plants = Object.keys(failures);
    await source.publish(...plants.flatMap((plant) => [grew(plant, 1), grew(plant, 2)]), grew('mint', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['mint 1']));
    const letters = await lettersByKey();
    expect(letters.size).toBe(plants.length);
    for (const [plant, [message]] of Object.entries(failures))
      expect(letters.get(plant)).toMatchObject({ key: plant, cause: 'handler-failed', message, attempts: 3, parked: 1 });
    expect(await kitchen.strategy.progress()).toMatchObject({ running: true, stoppedReason: null });
  });

  it('gives a chunk of 1,000 its effect but for event 500, which fails, and later ones of its key', async () => {
    await kitchen.close();
    const plants = ['basil', 'mint', 'sage', 'thyme'];
    const all = Array.from({ length: 1000 }, (_, index) => ({ plant: plants[index % 4] ?? '', centimetres: index + 1 }));
    await source.publish(...all.map(({ plant, centimetres }) => grew(plant, centimetres)));
    await eventually(async () => expect(await garden.onLog('garden')).toHaveLength(1000));
    const met: string[] = [];
    trouble.with = ({ data }) => {
      met.push(data.centimetres);
      if (data.centimetres === '500') throw new TypeError('planted');
    };
    kitchen = await garden.start('kitchen');
    await eventually(async () => expect(await kitchen.strategy.progress()).toMatchObject({ lag: 0n }), { timeoutMs: 40_000 });
    // All together up to the one that fails; then by halves, in ten steps down to the failing one, and that three times alone.
    expect(met.slice(0, 501)).toEqual([...all.slice(0, 500).map(({ centimetres }) => String(centimetres)), '1']);
    expect(met.filter((one) => one === '500')).toHaveLength(1 + 10 + 3);
    const named = all.map(({ plant, centimetres }) => `${plant} ${centimetres}`);
    const waiting = all.filter(({ plant, centimetres }) => plant === 'thyme' && centimetres >= 500);
    const waits = new Set(waiting.map(({ plant, centimetres }) => `${plant} ${centimetres}`));
    expect(await garden.cooked()).toEqual(named.filter((one) => !waits.has(one)));
    const letter = await onlyLetter(kitchen);
    expect(letter).toMatchObject({ cause: 'handler-failed', message: 'TypeError: planted', key: 'thyme', parked: waits.size - 1 });

    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(letter.id, 'admin')).toEqual({ applied: waits.size, blockedBy: null });
    const cooked = await garden.cooked();
    const of = (plant: string, events: string[]): string[] => events.filter((one) => one.startsWith(plant));
    for (const plant of plants) expect(of(plant, cooked)).toEqual(of(plant, named));
    await eventually(async () => expect(new Set((await garden.onLog('kitchen')).map(({ id }) => id)).size).toBe(1000));
  });

  it('passes over a known event that it has no handler for', async () => {
    await append(cloudEvent({ ce_type: 'garden.plant-named.v1' }), '{"plant":"basil"}');
    await source.publish(grew('basil', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1']));
    expect(await kitchen.deadLetters.list()).toEqual([]);
  });
}

const overflow = (): number => 1 + overflow();

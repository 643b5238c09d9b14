import { eventually } from '@komitmen/testing';
import { v7 as uuidv7 } from 'uuid';
import { GREW, Garden, grew, trouble, type RunningService, type PrepareGround } from './garden';

/** Something to wait for until it is opened. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

export function describeDeadLetters(prepareGround: PrepareGround): void {
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

  const cloudEvent = (type = GREW): Record<string, string> => ({
    ce_specversion: '1.0',
    ce_id: uuidv7(),
    ce_type: type,
    ce_source: '/komitmen/garden',
    ce_subject: 'basil',
    ce_time: new Date().toISOString(),
    ce_partitionkey: '52',
    ce_aggregateversion: '1',
    ce_correlationid: 'c',
  });

  const onlyLetter = () =>
    eventually(async () => {
      const letters = await kitchen.deadLetters.list({ state: 'open' });
      expect(letters).toHaveLength(1);
      const [letter] = letters;
      if (!letter) throw new Error('no dead letter');
      return letter;
    });

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
    const letter = await onlyLetter();
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

  it('makes a parked event that fails in its turn the next dead letter', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await eventually(async () => {
      const found = await onlyLetter();
      expect(found.parked).toBe(2);
      return found;
    });
    poison('basil', '2');
    const outcome = await kitchen.deadLetters.replay(letter.id, 'admin');
    expect(outcome.applied).toBe(1);
    expect(await onlyLetter()).toMatchObject({ id: outcome.blockedBy, parked: 1 });
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(outcome.blockedBy ?? '', 'admin')).toEqual({ applied: 2, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 1', 'basil 2', 'basil 3']);
  });

  it('tells each of two replays at once which dead letter blocks the key', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await eventually(async () => {
      const found = await onlyLetter();
      expect(found.parked).toBe(2);
      return found;
    });
    const [replaying, failing] = [gate(), gate()];
    trouble.with = async ({ data }) => {
      if (data.centimetres !== '2') return;
      replaying.open();
      await failing.passed;
      throw new TypeError('planted');
    };
    const replays = [kitchen.deadLetters.replay(letter.id, 'admin')];
    await replaying.passed;
    replays.push(kitchen.deadLetters.replay(letter.id, 'admin'));
    failing.open();
    const outcomes = await Promise.all(replays);
    const { id } = await onlyLetter();
    expect(id).not.toBe(letter.id);
    expect(outcomes.map(({ blockedBy }) => blockedBy)).toEqual([id, id]);
    expect(outcomes.reduce((sum, { applied }) => sum + applied, 0)).toBe(1);
    expect(await kitchen.deadLetters.replay(letter.id, 'admin')).toEqual({ applied: 0, blockedBy: id });
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(id, 'admin')).toEqual({ applied: 2, blockedBy: null });
  });

  it('loses no event that is parked while a parked one fails in its turn', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await eventually(async () => {
      const found = await onlyLetter();
      expect(found.parked).toBe(2);
      return found;
    });
    const [replaying, failing, chunkEnding] = [gate(), gate(), gate()];
    trouble.with = async ({ data }) => {
      if (data.plant === 'mint') await chunkEnding.passed;
      if (data.plant !== 'basil' || data.centimetres !== '2') return;
      replaying.open();
      await failing.passed;
      throw new TypeError('planted');
    };
    const replay = kitchen.deadLetters.replay(letter.id, 'admin');
    await replaying.passed;
    // The consumer waits for the replay's letter, gets it when the replay fails, and holds it while the mint is cooked.
    await source.publish(grew('basil', 4), grew('mint', 1));
    await eventually(async () => {
      const waiting: unknown[] = await kitchen.dataSource.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeGreaterThan(0);
    });
    failing.open();
    setTimeout(chunkEnding.open, 300);
    const { blockedBy } = await replay;
    await eventually(async () => expect(await onlyLetter()).toMatchObject({ id: blockedBy, parked: 2 }));
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(blockedBy ?? '', 'admin')).toEqual({ applied: 3, blockedBy: null });
    expect((await garden.cooked()).filter((one) => one.startsWith('basil'))).toEqual(['basil 1', 'basil 2', 'basil 3', 'basil 4']);
  });

  it('discards by a recorded decision, frees the key, and a rebuild obeys', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2));
    const letter = await eventually(async () => {
      const found = await onlyLetter();
      expect(found.parked).toBe(1);
      return found;
    });
    trouble.with = () => undefined;
    await kitchen.deadLetters.discard(letter.id, { by: 'admin', reason: 'a slip of the pen' });
    expect(await garden.cooked()).toEqual(['basil 2']);
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({
      state: 'discarded',
      decidedBy: 'admin',
      reason: 'a slip of the pen',
    });
    await kitchen.strategy.rebuild();
    expect(await garden.cooked(2)).toEqual(['basil 2']);
  });

  it('ends a discard that was broken off behind its decision when it is asked for again', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2));
    const letter = await eventually(async () => {
      const found = await onlyLetter();
      expect(found.parked).toBe(1);
      return found;
    });
    trouble.with = () => Promise.reject(Object.assign(new Error('too many connections'), { code: '53300' }));
    await expect(kitchen.deadLetters.discard(letter.id, { by: 'admin', reason: 'a slip of the pen' })).rejects.toThrow('too many');
    trouble.with = () => undefined;
    const again = { by: 'another', reason: 'the same' };
    expect(await kitchen.deadLetters.discard(letter.id, again)).toEqual({ applied: 1, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 2']);
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({ state: 'discarded', decidedBy: 'admin', reason: 'a slip of the pen' });
  });

  it.each([
    ['an unknown type', 'unknown-event-type', () => append(cloudEvent('garden.unheard-of.v1'), '{"plant":"basil"}')],
    ['malformed JSON', 'malformed-data', () => append(cloudEvent(), '{"plant":')],
    ['data that breaks the contract', 'contract-violated', () => append(cloudEvent(), '{"plant":7}')],
    ['no envelope at all', 'malformed-envelope', () => append({}, '{}')],
  ])('sets aside %s, at once, and goes on', async (_what, cause, plant) => {
    await plant();
    await source.publish(grew('mint', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['mint 1']));
    expect(await onlyLetter()).toMatchObject({ cause, attempts: 1 });
  });

  it('passes over a known event that it has no handler for', async () => {
    await append(cloudEvent('garden.plant-named.v1'), '{"plant":"basil"}');
    await source.publish(grew('basil', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1']));
    expect(await kitchen.deadLetters.list()).toEqual([]);
  });
}

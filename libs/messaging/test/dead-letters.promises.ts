import { eventually } from '@komitmen/testing';
import type { DeadLetterDecision } from '../src';
import { Garden, onlyLetter, rebuilt, type RunningService, type PrepareGround } from './garden';
import { GREW, grew, trouble } from './plants';
import { gate } from './gate';

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

  const letterBefore = (parked: number) =>
    eventually(async () => {
      const found = await onlyLetter(kitchen);
      expect(found.parked).toBe(parked);
      return found;
    });

  const poison = (plant: string, centimetres: string): void => {
    trouble.with = (event) => {
      if (event.data.plant === plant && event.data.centimetres === centimetres) throw new TypeError('planted');
    };
  };

  it('makes a parked event that fails in its turn the next dead letter', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await letterBefore(2);
    poison('basil', '2');
    const outcome = await kitchen.deadLetters.replay(letter.id, 'admin');
    expect(outcome.applied).toBe(1);
    expect(await onlyLetter(kitchen)).toMatchObject({ id: outcome.blockedBy, parked: 1 });
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(outcome.blockedBy ?? '', 'admin')).toEqual({ applied: 2, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 1', 'basil 2', 'basil 3']);
  });

  it('tells each of two replays at once which dead letter blocks the key', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await letterBefore(2);
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
    const { id } = await onlyLetter(kitchen);
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
    const letter = await letterBefore(2);
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
    await eventually(async () => expect(await onlyLetter(kitchen)).toMatchObject({ id: blockedBy, parked: 2 }));
    trouble.with = () => undefined;
    expect(await kitchen.deadLetters.replay(blockedBy ?? '', 'admin')).toEqual({ applied: 3, blockedBy: null });
    expect((await garden.cooked()).filter((one) => one.startsWith('basil'))).toEqual(['basil 1', 'basil 2', 'basil 3', 'basil 4']);
  });

  it('discards by a recorded decision, frees the key, and a rebuild obeys', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    const letter = await letterBefore(2);
    trouble.with = () => undefined;
    const decision = { by: 'admin', reason: 'a slip of the pen' };
    expect(await kitchen.deadLetters.discard(letter.id, decision)).toEqual({ applied: 2, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 2', 'basil 3']);
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({
      state: 'discarded',
      decidedBy: 'admin',
      reason: 'a slip of the pen',
    });
    await source.publish(grew('basil', 4));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 2', 'basil 3', 'basil 4']));
    await rebuilt(kitchen);
    expect(await garden.cooked(2)).toEqual(['basil 2', 'basil 3', 'basil 4']);
    expect(await kitchen.deadLetters.list({ state: 'open' })).toEqual([]);
  });

  it('ends a discard that was broken off behind its decision when it is asked for again', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2));
    const letter = await letterBefore(1);
    trouble.with = () => Promise.reject(Object.assign(new Error('too many connections'), { code: '53300' }));
    await expect(kitchen.deadLetters.discard(letter.id, { by: 'admin', reason: 'a slip of the pen' })).rejects.toThrow('too many');
    trouble.with = () => undefined;
    const again = { by: 'another', reason: 'the same' };
    expect(await kitchen.deadLetters.discard(letter.id, again)).toEqual({ applied: 1, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 2']);
    expect(await kitchen.deadLetters.show(letter.id)).toMatchObject({
      state: 'discarded',
      decidedBy: 'admin',
      reason: 'a slip of the pen',
    });
  });

  it('replays as it does alone, though the caller has a unit of work open: what fails leaves nothing behind', async () => {
    poison('basil', '1');
    await source.publish(grew('basil', 1), grew('basil', 2));
    const letter = await letterBefore(1);
    const inUnit = <T>(work: () => Promise<T>): Promise<T> => kitchen.unitOfWork.run(work);
    expect(await inUnit(() => kitchen.deadLetters.replay(letter.id, 'admin'))).toEqual({ applied: 0, blockedBy: letter.id });
    expect(await garden.cooked()).toEqual([]);
    trouble.with = () => undefined;
    expect(await inUnit(() => kitchen.deadLetters.replay(letter.id, 'admin'))).toEqual({ applied: 2, blockedBy: null });
    expect(await garden.cooked()).toEqual(['basil 1', 'basil 2']);
  });

  it('tells of every decision once, in its transaction', async () => {
    const told: DeadLetterDecision[] = [];
    let refusing = true;
    kitchen.deadLetters.observe({
      decided: (decision) => {
        if (refusing) return Promise.reject(new Error('not noted'));
        told.push(decision);
        return Promise.resolve();
      },
    });
    const setAside = async (plant: string): Promise<string> => {
      poison(plant, '1');
      await source.publish(grew(plant, 1));
      return (await onlyLetter(kitchen)).id;
    };
    const first = await setAside('basil');
    const discard = () => kitchen.deadLetters.discard(first, { by: 'admin', reason: 'a slip of the pen' });
    await expect(discard()).rejects.toThrow('not noted');
    expect(await onlyLetter(kitchen)).toMatchObject({ id: first });
    refusing = false;
    for (let times = 0; times < 2; times += 1) await discard();
    const second = await setAside('mint');
    trouble.with = () => undefined;
    for (let times = 0; times < 2; times += 1) await kitchen.deadLetters.replay(second, 'admin');
    expect(told).toMatchObject([
      {
        deadLetterId: first,
        decision: 'discarded',
        reason: 'a slip of the pen',
        type: GREW,
        topic: 'garden',
        key: 'basil',
        province: '52',
      },
      { deadLetterId: second, decision: 'replayed', reason: null, key: 'mint' },
    ]);
  });
}

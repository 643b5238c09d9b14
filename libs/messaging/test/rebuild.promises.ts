import { eventually } from '@komitmen/testing';
import { built, Garden, rebuilt, type PrepareGround, type RunningService } from './garden';
import { grew, trouble } from './plants';
import { gate } from './gate';

export function describeRebuild(prepareGround: PrepareGround): void {
  let garden: Garden;
  let source: RunningService;
  let kitchen: RunningService;

  beforeEach(async () => {
    garden = await Garden.plant(prepareGround);
    source = await garden.start('garden');
    kitchen = await garden.start('kitchen');
  });
  afterEach(() => garden.uproot());

  const sorted = async (generation: number): Promise<string[]> => (await garden.cooked(generation)).sort();
  const cooked = (generation: number, expected: readonly string[]): Promise<void> =>
    eventually(async () => expect(await sorted(generation)).toEqual([...expected].sort()), { timeoutMs: 20_000 });
  /** Every meal announced once, and no other. */
  const announced = (count: number): Promise<void> =>
    eventually(async () => expect(await garden.onLog('kitchen')).toHaveLength(count), { timeoutMs: 20_000 });
  const grow = async (plant: string, from: number, to: number): Promise<string[]> => {
    const sizes = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    await source.publish(...sizes.map((size) => grew(plant, size)));
    return sizes.map((size) => `${plant} ${size}`);
  };

  it('equals the live one, publishes nothing, and goes on as the live one', async () => {
    const past = [...(await grow('basil', 1, 3)), ...(await grow('mint', 1, 2))];
    await cooked(1, past);
    await announced(5);
    expect(await rebuilt(kitchen, { verify: true })).toMatchObject({ live: 2, former: 1, refused: null, read: 5n, events: 5n });
    expect(await sorted(2)).toEqual(await sorted(1));
    await grow('basil', 4, 4);
    await cooked(2, [...past, 'basil 4']);
    await announced(6);
    expect(await sorted(1)).not.toContain('basil 4');
  });

  it('takes in what comes meanwhile, while the live one goes on and another instance handles it', async () => {
    const other = await garden.start('kitchen');
    const past = await grow('basil', 1, 3);
    await cooked(1, past);
    const slow = gate();
    trouble.with = (_event, { gathering }) => (gathering ? slow.passed : undefined);
    expect(await kitchen.rebuild.begin({ verify: true })).toBe(true);
    expect(await other.rebuild.begin({ verify: true })).toBe(false);
    const meanwhile = await grow('mint', 1, 5);
    await cooked(1, [...past, ...meanwhile]);
    expect(await other.rebuild.state()).toMatchObject({ live: 1, building: 2 });
    slow.open();
    expect(await built(other)).toMatchObject({ live: 2, former: 1, refused: null });
    await cooked(2, [...past, ...meanwhile]);
    await announced(8);
  });

  it('waits with the swap for a chunk in hand, whose announcements are made once', async () => {
    await cooked(1, await grow('basil', 1, 1));
    const slow = gate();
    const entered = gate();
    trouble.with = async ({ data }, { generation }) => {
      if (generation !== 1 || data.centimetres !== '2') return;
      entered.open();
      await slow.passed;
    };
    await grow('basil', 2, 2);
    await entered.passed;
    expect(await kitchen.rebuild.begin({ verify: true })).toBe(true);
    await eventually(async () =>
      expect(
        await garden.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%unnest%ON CONFLICT%WHERE live%'`),
      ).toHaveLength(1),
    );
    await grow('basil', 3, 3);
    expect(await kitchen.rebuild.state()).toMatchObject({ live: 1, building: 2 });
    slow.open();
    expect(await built(kitchen)).toMatchObject({ live: 2, refused: null });
    await cooked(2, ['basil 1', 'basil 2', 'basil 3']);
    await announced(3);
  });

  it('goes on in another instance where it was, and the one that lost the lease does no harm', async () => {
    await cooked(1, await grow('basil', 1, 3));
    const hangs = gate();
    const entered = gate();
    const seen: string[] = [];
    trouble.with = async ({ data }, { generation }) => {
      if (generation === 1) return;
      seen.push(data.centimetres);
      if (seen.length > 1) return;
      entered.open();
      await hangs.passed;
    };
    expect(await kitchen.rebuild.begin({ verify: true })).toBe(true);
    await entered.passed;
    const other = await garden.start('kitchen');
    await garden.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'komitmen kitchen rebuild'`);
    hangs.open();
    expect(await built(other)).toMatchObject({ live: 2, refused: null });
    await cooked(2, ['basil 1', 'basil 2', 'basil 3']);
    await grow('basil', 4, 4);
    await cooked(2, ['basil 1', 'basil 2', 'basil 3', 'basil 4']);
    await announced(4);
  });

  it('goes on after a restart where it was, handling nothing twice', async () => {
    const past = [...(await grow('basil', 1, 2)), ...(await grow('mint', 1, 2))];
    await cooked(1, past);
    const handled: string[] = [];
    const failing = { now: true };
    trouble.with = ({ data }, { generation }) => {
      if (generation === 1) return;
      handled.push(`${data.plant} ${data.centimetres}`);
      if (failing.now && data.plant === 'mint') throw Object.assign(new Error('away'), { code: '57P01' });
    };
    const small = await garden.start('kitchen', { chunkSize: 1 });
    await kitchen.close();
    expect(await small.rebuild.begin({ verify: true })).toBe(true);
    await eventually(() => expect(handled).toContain('mint 1'));
    await small.close();
    failing.now = false;
    handled.length = 0;
    expect(await built(await garden.start('kitchen'))).toMatchObject({ live: 2, refused: null });
    expect(handled).toEqual(['mint 1', 'mint 2']);
    expect(await sorted(2)).toEqual(await sorted(1));
  });

  it('can be rolled back to the former generation, which learns what came since, and forward again', async () => {
    const past = await grow('basil', 1, 2);
    await cooked(1, past);
    expect(await kitchen.rebuild.rollBack()).toBe(false);
    await rebuilt(kitchen);
    const since = await grow('basil', 3, 4);
    await cooked(2, [...past, ...since]);
    expect(await kitchen.rebuild.rollBack()).toBe(true);
    expect(await built(kitchen)).toMatchObject({ live: 1, former: 2 });
    await cooked(1, [...past, ...since]);
    expect(await kitchen.rebuild.rollBack()).toBe(true);
    expect(await built(kitchen)).toMatchObject({ live: 2, former: 1 });
    await announced(4);
    expect(await kitchen.rebuild.dropFormer()).toBe(true);
    expect(await sorted(1)).toEqual([]);
    expect(await kitchen.rebuild.rollBack()).toBe(false);
  });

  it('keeps the former generation until the next one is live, and none before it', async () => {
    await cooked(1, await grow('basil', 1, 2));
    await rebuilt(kitchen);
    expect(await rebuilt(kitchen)).toMatchObject({ live: 3, former: 2 });
    await eventually(async () => expect(await sorted(1)).toEqual([]));
    expect(await sorted(3)).toEqual(await sorted(2));
    expect(await garden.sql(`SELECT DISTINCT generation FROM kitchen.inbox ORDER BY 1`)).toEqual([{ generation: 2 }, { generation: 3 }]);
  });

  it('forgets a generation beside a rebuild that begins meanwhile, and nothing of that one', async () => {
    const past = await grow('basil', 1, 3);
    await cooked(1, past);
    await rebuilt(kitchen);
    const [entered, slow] = [gate(), gate()];
    trouble.beforeForgetting = async () => {
      trouble.beforeForgetting = () => undefined;
      entered.open();
      await slow.passed;
    };
    const dropped = kitchen.rebuild.dropFormer();
    await entered.passed;
    expect(await rebuilt(kitchen)).toMatchObject({ live: 3, former: 2 });
    slow.open();
    expect(await dropped).toBe(true);
    expect(await sorted(1)).toEqual([]);
    await cooked(3, [...past, ...(await grow('basil', 4, 4))]);
    await announced(4);
    expect(await garden.sql(`SELECT DISTINCT generation FROM kitchen.inbox ORDER BY 1`)).toEqual([{ generation: 2 }, { generation: 3 }]);
  });

  it('does not go live when it differs and was to be verified, and leaves nothing behind', async () => {
    await cooked(1, await grow('basil', 1, 2));
    await garden.sql(`UPDATE kitchen.effects SET what = '7' WHERE what = '2'`);
    expect(await rebuilt(kitchen, { verify: true })).toMatchObject({ live: 1, former: null, refused: 'basil 2' });
    await eventually(async () => expect(await sorted(2)).toEqual([]));
    await grow('basil', 3, 3);
    await cooked(1, ['basil 1', 'basil 7', 'basil 3']);
    expect(await rebuilt(kitchen)).toMatchObject({ live: 3, former: 1, refused: null });
    expect(await sorted(3)).toEqual(['basil 1', 'basil 2', 'basil 3']);
  });

  it('does not go live when it could not handle what the live one has handled', async () => {
    await cooked(1, await grow('basil', 1, 2));
    trouble.with = ({ data }, { generation }) => {
      if (generation === 2 && data.centimetres === '2') throw new TypeError('planted');
    };
    const { live, refused } = await rebuilt(kitchen);
    expect(live).toBe(1);
    expect(refused).toMatch(/TypeError: planted/);
    expect(await kitchen.deadLetters.list()).toEqual([]);
  });

  it('sets aside what the live one has set aside, and lists it once', async () => {
    trouble.with = ({ data }) => {
      if (data.plant === 'basil' && data.centimetres === '1') throw new TypeError('planted');
    };
    await grow('basil', 1, 2);
    await cooked(1, await grow('mint', 1, 1));
    expect(await rebuilt(kitchen, { verify: true })).toMatchObject({ live: 2, refused: null });
    const letters = await kitchen.deadLetters.list({ state: 'open' });
    expect(letters).toMatchObject([{ generation: 2, key: 'basil', parked: 1 }]);
    trouble.with = () => undefined;
    await kitchen.deadLetters.replay(letters[0]?.id ?? '', 'admin');
    await cooked(2, ['mint 1', 'basil 1', 'basil 2']);
    await announced(3);
  });

  it('obeys a discard, also one that was recorded after it had handled the event', async () => {
    const slow = gate();
    const entered = gate();
    trouble.with = async ({ data }, { generation, gathering }) => {
      if (generation === 1 && data.centimetres === '1') throw new TypeError('planted');
      if (!gathering || generation > 2 || data.plant !== 'mint') return;
      entered.open();
      await slow.passed;
    };
    await grow('basil', 1, 2);
    await cooked(1, await grow('mint', 2, 2));
    const [letter] = await eventually(async () => {
      const letters = await kitchen.deadLetters.list({ state: 'open' });
      expect(letters).toMatchObject([{ key: 'basil', parked: 1 }]);
      return letters;
    });
    const small = await garden.start('kitchen', { chunkSize: 1 });
    await kitchen.close();
    expect(await small.rebuild.begin({ verify: false })).toBe(true);
    await entered.passed;
    await cooked(2, ['basil 1', 'basil 2']);
    await small.deadLetters.discard(letter?.id ?? '', { by: 'admin', reason: 'a slip of the pen' });
    slow.open();
    expect(await built(small)).toMatchObject({ live: 3, refused: null });
    expect(await sorted(3)).toEqual(['basil 2', 'mint 2']);
    expect(await small.deadLetters.list()).toMatchObject([{ state: 'discarded', key: 'basil' }]);
  });

  it('ends a discard that was cut short, with the generation that it stood in', async () => {
    trouble.with = ({ data }) => {
      if (data.plant === 'basil' && data.centimetres === '1') throw new TypeError('planted');
    };
    await grow('basil', 1, 2);
    await cooked(1, await grow('mint', 1, 1));
    await eventually(async () => expect(await kitchen.deadLetters.list()).toMatchObject([{ key: 'basil', parked: 1 }]));
    // What a process leaves that dies between the decision and the handling of what waits behind it.
    await garden.sql(`UPDATE kitchen.dead_letters SET applied_at = now(), decided_at = now(), decided_by = 'admin', reason = 'a slip'`);
    await rebuilt(kitchen);
    expect(await sorted(2)).toEqual(['basil 2', 'mint 1']);
    expect(await kitchen.deadLetters.list()).toMatchObject([{ generation: 1, state: 'open', key: 'basil', parked: 1 }]);
    await rebuilt(kitchen);
    await eventually(async () =>
      expect(await kitchen.deadLetters.list()).toMatchObject([{ generation: 1, state: 'discarded', key: 'basil', parked: 0 }]),
    );
    expect(await sorted(3)).toEqual(['basil 2', 'mint 1']);
  });
}

import { eventually } from '@komitmen/testing';
import { Garden, type RunningService, type PrepareGround } from './garden';
import { COOKED, grew, trouble } from './plants';

export function describeConsumer(prepareGround: PrepareGround): void {
  let garden: Garden;
  let source: RunningService;
  let kitchen: RunningService;

  beforeEach(async () => {
    garden = await Garden.plant(prepareGround);
    source = await garden.start('garden');
    kitchen = await garden.start('kitchen');
  });
  afterEach(() => garden.uproot());

  it('gives an event its effect once, though it comes twice', async () => {
    await source.publish(grew('basil', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1']));
    const [first] = await garden.onLog('garden');
    await garden.log
      .producer()
      .append([
        { topic: 'garden', key: 'basil', partitionKey: '52', value: '{"plant":"basil","centimetres":"1"}', headers: first?.headers ?? {} },
      ]);
    await source.publish(grew('basil', 2));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'basil 2']));
  });

  it('sets nothing aside that another member, which got the partition meanwhile, has handled', async () => {
    let attempts = 0;
    let other = Promise.resolve<unknown>(undefined);
    await source.publish(grew('basil', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1']));
    trouble.with = async (event) => {
      attempts += 1;
      // The chunk, then the record alone three times; the other member waits for the partition until the last one is rolled back.
      if (attempts === 4) {
        other = garden.sql(
          `WITH held AS (SELECT * FROM kitchen.consumed_offsets WHERE topic = 'garden' AND partition = 6 FOR UPDATE)
           INSERT INTO kitchen.inbox (consumer, generation, event_id) SELECT consumer, generation, $1 FROM held`,
          [event.id],
        );
        await eventually(async () =>
          expect(
            await garden.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'WITH held%'`),
          ).toHaveLength(1),
        );
      }
      throw new TypeError('planted');
    };
    await source.publish(grew('basil', 2));
    await eventually(() => expect(attempts).toBe(4));
    await eventually(() => other);
    trouble.with = () => undefined;
    await source.publish(grew('basil', 3));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'basil 3']));
    expect(await kitchen.deadLetters.list()).toEqual([]);
  });

  it('publishes what handlers publish, with the cause and the correlation', async () => {
    await source.publish(grew('basil', 1));
    const [caused] = await eventually(async () => {
      const found = await garden.onLog('kitchen');
      expect(found).toHaveLength(1);
      return found;
    });
    const [cause] = await garden.onLog('garden');
    expect(caused?.headers).toMatchObject({
      ce_type: COOKED,
      ce_causationid: cause?.id,
      ce_correlationid: cause?.headers['ce_correlationid'],
    });
  });

  it('runs work at the end of a chunk once per key, in the order of the keys', async () => {
    await source.publish(...['mint', 'basil', 'mint', 'basil', 'mint'].map((plant, index) => grew(plant, index + 1)));
    await eventually(async () => expect(await garden.cooked()).toHaveLength(5));
    const served = await garden.sql<{ plant: string }>(`SELECT plant FROM kitchen.effects WHERE kind = 'served' ORDER BY id`);
    expect(served.map(({ plant }) => plant)).toEqual(['basil', 'mint']);
  });

  it('goes on where it was after a restart, and repeats nothing', async () => {
    await source.publish(grew('basil', 1));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1']));
    await kitchen.close();
    await garden.ground.forgetCommits();
    await source.publish(grew('basil', 2));
    await garden.start('kitchen');
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'basil 2']));
  });

  it('waits while its connections are cut in the middle of a chunk, and loses and doubles nothing', async () => {
    let cuts = 0;
    trouble.with = async (event) => {
      if (event.data.centimetres !== '5' || cuts > 0) return;
      cuts += 1;
      await garden.cutConnections();
    };
    await source.publish(...Array.from({ length: 20 }, (_, index) => grew('basil', index + 1)));
    const expected = Array.from({ length: 20 }, (_, index) => `basil ${index + 1}`);
    await eventually(async () => expect(await garden.cooked()).toEqual(expected), { timeoutMs: 20_000 });
    expect(cuts).toBe(1);
    expect(await kitchen.deadLetters.list()).toEqual([]);
    await eventually(async () => expect(new Set((await garden.onLog('kitchen')).map(({ id }) => id)).size).toBe(20));
  });

  it('tells its progress', async () => {
    await source.publish(grew('basil', 1));
    await eventually(async () =>
      expect(await kitchen.strategy.progress()).toMatchObject({
        consumer: 'kitchen',
        running: true,
        lag: 0n,
        stoppedReason: null,
      }),
    );
  });

  it('tells progress with each event inside a chunk, and none while a handler hangs', async () => {
    const handled: string[] = [];
    const gates = new Map<string, () => void>();
    kitchen.strategy.observeHandling((type) => handled.push(type));
    trouble.with = ({ data }) => new Promise((resolve) => gates.set(data.centimetres, resolve));
    const open = (gate: string): Promise<void> =>
      eventually(async () => {
        expect([...gates.keys()]).toContain(gate);
        gates.get(gate)?.();
      });
    const lastProgress = async (): Promise<number> => {
      const { lag, lastProgressAt } = await kitchen.strategy.progress();
      expect(lag).toBe(3n);
      return lastProgressAt;
    };
    await source.publish(grew('basil', 1), grew('basil', 2), grew('basil', 3));
    await open('1');
    await eventually(async () => expect([...gates.keys()]).toEqual(['1', '2']));
    expect(handled).toHaveLength(1);
    const hanging = await lastProgress();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await lastProgress()).toBe(hanging);
    await open('2');
    await eventually(async () => expect(await lastProgress()).toBeGreaterThan(hanging));
    await open('3');
    await eventually(async () => expect(await garden.cooked()).toHaveLength(3));
  });
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createBrokerFolder, eventually } from '@komitmen/testing';
import { startKafka } from '../../../../deploy/local/kafka/kafka.mjs';
import { createKafkaEventLog, isTransient, type EventLog, type StoredRecord } from '../../src';

const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => String(from + index));

/** A broker of its own, which the tests may kill. */
describe('a broker that goes away', () => {
  let folder: string;
  let broker: Awaited<ReturnType<typeof startKafka>>;
  let log: EventLog;

  const record = (value: string) => ({ topic: 'load', partitionKey: '52', key: 'basil', value, headers: {} });

  const read = async (group: string, into: StoredRecord[], onTrouble?: (error: unknown) => void) =>
    log.consumer({ group, topics: ['load'], maxRecords: 50, ...(onTrouble && { onTrouble }) }).run(async (batch) => {
      into.push(...batch.records);
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });

  /** In the order of their first coming. */
  const once = (records: readonly StoredRecord[]): string[] => [
    ...new Map(records.map(({ partition, offset, value }) => [`${partition}/${offset}`, value])).values(),
  ];

  beforeEach(async () => {
    folder = createBrokerFolder();
    broker = await startKafka({ folder: join(folder, 'kafka') });
    log = createKafkaEventLog({ brokers: [broker.brokers], clientId: 'faults', sessionTimeoutMs: 6_000 });
    await log.ensureTopics([{ name: 'load', partitions: 2 }]);
  });

  afterEach(async () => {
    await log.close();
    await broker.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('killed under load and back: nothing is lost, nothing doubled, the order is kept, the consumer goes on', async () => {
    const troubles: unknown[] = [];
    const live: StoredRecord[] = [];
    await read('live', live, (error) => troubles.push(error));
    const producer = log.producer();
    let sent = 0;
    let target = Infinity;
    let givenUp = 0;
    /** As the relay does: what the producer gave up, because the broker was away for longer than it waits, is sent again. */
    const send = (values: readonly string[]): Promise<unknown> =>
      producer.append(values.map(record)).catch((error: unknown) => {
        if (!isTransient(error)) throw error;
        givenUp += 1;
        return send(values);
      });
    const load = (async () => {
      while (sent < target) {
        await send(range(sent, sent + 20));
        sent += 20;
      }
    })();
    await eventually(() => expect(once(live).length).toBeGreaterThan(500));
    await broker.kill('SIGKILL');
    broker = await startKafka({ folder: join(folder, 'kafka') });
    const resumedAt = sent;
    await eventually(() => expect(sent).toBeGreaterThan(resumedAt + 200), { timeoutMs: 40_000 });
    target = sent;
    await load;
    const values = (records: readonly string[]): string[] => (givenUp === 0 ? [...records] : [...new Set(records)]);
    await eventually(() => expect(values(once(live))).toEqual(range(0, sent)), { timeoutMs: 40_000 });
    const afresh: StoredRecord[] = [];
    await read('afresh', afresh);
    await eventually(() => expect(values(afresh.map(({ value }) => value))).toEqual(range(0, sent)), { timeoutMs: 20_000 });
    expect(troubles.every(isTransient)).toBe(true);
  }, 360_000);

  it('away when everything starts: it is waited for, questions about it are answered with what a retry cures', async () => {
    await broker.kill('SIGKILL');
    const troubles: unknown[] = [];
    const live: StoredRecord[] = [];
    void read('early', live, (error) => troubles.push(error));
    const heard: string[] = [];
    const following = log.follow({ topics: ['load'] }, ({ value }) => heard.push(value));
    await eventually(() => expect(troubles.length).toBeGreaterThan(0), { timeoutMs: 30_000 });
    expect(isTransient(await log.check().catch((error: unknown) => error))).toBe(true);
    broker = await startKafka({ folder: join(folder, 'kafka') });
    await following.ready;
    await eventually(() => log.producer().append([record('first')]), { timeoutMs: 40_000 });
    await eventually(() => expect([once(live), heard]).toEqual([['first'], ['first']]), { timeoutMs: 40_000 });
    expect(troubles.every(isTransient)).toBe(true);
  }, 360_000);

  it('whose member has its clock set back: the member begins anew and goes on, nothing is handed over twice', async () => {
    const troubles: string[] = [];
    const live: StoredRecord[] = [];
    await read('set-back', live, (error) => troubles.push(String(error)));
    const producer = log.producer();
    await producer.append([record('before')]);
    await eventually(() => expect(live).toHaveLength(1));
    const real = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000);
    try {
      // Longer than the group waits for a silent member.
      await delay(9_000);
      for (const value of ['after', 'last']) {
        await producer.append([record(value)]);
        await eventually(() => expect(once(live)).toContain(value), { timeoutMs: 20_000 });
      }
      expect(live.map(({ value }) => value)).toEqual(['before', 'after', 'last']);
      expect(troubles).toContainEqual(expect.stringContaining('the clock of this machine was set back by 3600 s'));
    } finally {
      clock.mockRestore();
    }
  });

  it('gone for good: what was asked of it ends all the same', async () => {
    await read('left', []);
    await broker.kill('SIGKILL');
    const appended = log.producer().append([record('never')]);
    const refused = expect(appended).rejects.toThrow();
    await log.close();
    await refused;
  });
});

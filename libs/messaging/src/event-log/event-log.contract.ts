import { type EventLog, type EventLogConsumer, type LogBatch, type LogRecord, type StoredRecord, TopicsMissingError } from './event-log';

export interface EventLogFixture {
  /** A new connection to the same log each time, as another process would have it. */
  open(): EventLog;
  /** Ends a member without leaving its group, as a killed process does. */
  kill(log: EventLog): Promise<void>;
  /** Repeats until it no longer throws; the test kit's. */
  eventually: <T>(check: () => T | Promise<T>, limit?: { timeoutMs: number }) => Promise<T>;
}

let names = 0;
const unique = (name: string): string => `${name}-${process.pid}-${Date.now()}-${(names += 1)}`;

const record = (topic: string, partitionKey: string, value: string): LogRecord => ({
  topic,
  partitionKey,
  key: `key-${value}`,
  value: JSON.stringify({ value }),
  headers: { ce_id: value, 'content-type': 'application/json' },
});

const valueOf = (stored: StoredRecord): string => stored.headers['ce_id'] ?? '';
const range = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

/** What every adapter of the event log promises. */
export function describeEventLog(fixture: EventLogFixture): void {
  const { eventually } = fixture;
  let log: EventLog;
  const others: EventLog[] = [];
  const another = (): EventLog => {
    const opened = fixture.open();
    others.push(opened);
    return opened;
  };

  beforeEach(() => {
    log = fixture.open();
  });

  afterEach(async () => {
    await log.close();
    await Promise.all(others.splice(0).map((other) => other.close()));
  });

  const newTopic = async (partitions = 4): Promise<string> => {
    const name = unique('topic');
    await log.ensureTopics([{ name, partitions }]);
    return name;
  };

  const collect = async (consumer: EventLogConsumer, into: StoredRecord[]): Promise<void> =>
    consumer.run(async (batch) => {
      into.push(...batch.records);
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });

  it('creates a topic once, and refuses it with another number of partitions', async () => {
    const name = await newTopic(3);
    await log.ensureTopics([{ name, partitions: 3 }]);
    await expect(log.ensureTopics([{ name, partitions: 5 }])).rejects.toThrow(name);
    expect(await log.topics()).toContainEqual({ name, partitions: 3 });
  });

  it('names the topics that are missing, and creates none when they are only required', async () => {
    const there = await newTopic(2);
    const missing = unique('missing');
    await log.requireTopics([{ name: there, partitions: 2 }]);
    await expect(log.requireTopics([{ name: there, partitions: 3 }])).rejects.toThrow(there);
    await expect(log.requireTopics([{ name: missing, partitions: 2 }])).rejects.toThrow(TopicsMissingError);
    expect((await log.topics()).map((topic) => topic.name)).not.toContain(missing);
  });

  it('hands whatever is appended from now on to each follower, and nothing of before', async () => {
    const topic = await newTopic(2);
    await log.producer().append(range(3).map((value) => record(topic, '52', `old-${value}`)));
    const heard: [string[], string[]] = [[], []];
    const followings = [log, another()].map((one, index) =>
      one.follow({ topics: [topic] }, (stored) => heard[index]?.push(valueOf(stored))),
    );
    await Promise.all(followings.map((following) => following.ready));
    await log.producer().append(range(5).map((value) => record(topic, '52', value)));
    await eventually(() => expect(heard).toEqual([range(5), range(5)]));
    await Promise.all(followings.map((following) => following.stop()));
    await log.producer().append([record(topic, '52', 'late')]);
    expect(heard).toEqual([range(5), range(5)]);
  });

  it('hands a follower what a partition holds from a given place on', async () => {
    const topic = await newTopic(2);
    const [, second] = await log.producer().append(range(3).map((value) => record(topic, '52', value)));
    if (second === undefined) throw new Error('nothing was appended');
    const heard: string[] = [];
    const following = log.follow({ topics: [topic], from: [second] }, (stored) => heard.push(valueOf(stored)));
    await eventually(() => expect(heard).toEqual(['1', '2']));
    await log.producer().append([record(topic, '52', '3')]);
    await eventually(() => expect(heard).toEqual(['1', '2', '3']));
    await following.stop();
  });

  it('counts offsets densely from 0 and keeps the records of one partition key in order', async () => {
    const topic = await newTopic();
    const producer = log.producer();
    const positions = await producer.append(range(5).map((value) => record(topic, '52', value)));
    expect(positions.map((position) => position.offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(new Set(positions.map((position) => position.partition)).size).toBe(1);
    await producer.close();
  });

  it('keeps offsets dense when many append at once', async () => {
    const topic = await newTopic();
    const producers = [log.producer(), another().producer(), another().producer()];
    const keys = ['52', '31', '11', '76'];
    await Promise.all(
      producers.flatMap((producer) => range(10).map((value) => producer.append(keys.map((key) => record(topic, key, value))))),
    );
    const read: StoredRecord[] = [];
    await collect(log.consumer({ group: unique('group'), topics: [topic] }), read);
    await eventually(() => expect(read).toHaveLength(120));
    const next = new Map<number, bigint>();
    for (const { partition, offset } of read) {
      expect(offset).toBe(next.get(partition) ?? 0n);
      next.set(partition, offset + 1n);
    }
  });

  it('hands a record over as it was appended', async () => {
    const topic = await newTopic();
    const sent = { ...record(topic, '52', 'a'), value: '{"text":"Rp2,4 miliar — ½ \\u0000"}' };
    await log.producer().append([sent]);
    const read: StoredRecord[] = [];
    await collect(log.consumer({ group: unique('group'), topics: [topic] }), read);
    await eventually(() => expect(read).toHaveLength(1));
    expect(read[0]).toMatchObject(sent);
    expect(Math.abs(Date.now() - (read[0]?.storedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('starts a new group at the beginning, and a known one behind its last commit', async () => {
    const topic = await newTopic(1);
    await log.producer().append(range(6).map((value) => record(topic, '52', value)));
    const group = unique('group');
    const first = log.consumer({ group, topics: [topic], maxRecords: 2 });
    const read: string[] = [];
    await first.run(async (batch) => {
      read.push(...batch.records.map(valueOf));
      if (read.length === 2) await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });
    await eventually(() => expect(read).toEqual(range(6)));
    await first.stop();
    const again: StoredRecord[] = [];
    await collect(log.consumer({ group, topics: [topic] }), again);
    await eventually(() => expect(again.map(valueOf)).toEqual(['2', '3', '4', '5']));
  });

  it('tells each group its own lag', async () => {
    const topic = await newTopic(1);
    await log.producer().append(range(3).map((value) => record(topic, '52', value)));
    const group = unique('group');
    expect(await log.highWatermarks([topic])).toEqual([{ topic, partition: 0, offset: 3n }]);
    expect(await log.lag(group, [topic])).toEqual([{ topic, partition: 0, committed: 0n, highWatermark: 3n, lag: 3n }]);
    await collect(log.consumer({ group, topics: [topic] }), []);
    await eventually(async () => expect((await log.lag(group, [topic]))[0]?.lag).toBe(0n));
    expect((await log.lag(unique('group'), [topic]))[0]?.lag).toBe(3n);
  });

  it('hands over no more than asked, with the high watermark', async () => {
    const topic = await newTopic(1);
    await log.producer().append(range(25).map((value) => record(topic, '52', value)));
    const batches: LogBatch[] = [];
    const consumer = log.consumer({ group: unique('group'), topics: [topic], maxRecords: 10 });
    await consumer.run(async (batch) => {
      batches.push(batch);
      await batch.heartbeat();
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });
    await eventually(() => expect(batches.flatMap((batch) => batch.records.map(valueOf))).toEqual(range(25)));
    expect(Math.max(...batches.map((batch) => batch.records.length))).toBeLessThanOrEqual(10);
    expect(batches[0]?.highWatermark).toBe(25n);
  });

  it('hands a rejected batch over again', async () => {
    const topic = await newTopic(1);
    await log.producer().append(range(2).map((value) => record(topic, '52', value)));
    const attempts: string[][] = [];
    await log.consumer({ group: unique('group'), topics: [topic] }).run(async (batch) => {
      attempts.push(batch.records.map(valueOf));
      if (attempts.length === 1) throw new Error('planted');
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });
    await eventually(() => expect(attempts).toEqual([range(2), range(2)]));
  });

  it('divides the partitions among the members of a group', async () => {
    const topic = await newTopic(4);
    const group = unique('group');
    const first = log.consumer({ group, topics: [topic] });
    await collect(first, []);
    await eventually(() => expect(first.assignments()).toHaveLength(4), { timeoutMs: 20_000 });
    const second = another().consumer({ group, topics: [topic] });
    await collect(second, []);
    await eventually(
      () => {
        expect(first.assignments()).toHaveLength(2);
        expect(second.assignments()).toHaveLength(2);
      },
      { timeoutMs: 30_000 },
    );
    const partitions = [...first.assignments(), ...second.assignments()].map((one) => one.partition).sort();
    expect(partitions).toEqual([0, 1, 2, 3]);
    await second.stop();
    await eventually(() => expect(first.assignments()).toHaveLength(4), { timeoutMs: 30_000 });
  });

  it('gives the partitions of a member that died to the others', async () => {
    const topic = await newTopic(2);
    const group = unique('group');
    const doomed = fixture.open();
    const dying = doomed.consumer({ group, topics: [topic] });
    await collect(dying, []);
    await eventually(() => expect(dying.assignments()).toHaveLength(2), { timeoutMs: 20_000 });
    await fixture.kill(doomed);
    await log.producer().append(range(4).map((value) => record(topic, value, value)));
    const read: StoredRecord[] = [];
    await collect(log.consumer({ group, topics: [topic] }), read);
    await eventually(() => expect(read.map(valueOf).sort()).toEqual(range(4)), { timeoutMs: 45_000 });
  }, 90_000);
}

import { ConfigResourceTypes, ConfigSource, Kafka, logLevel } from 'kafkajs';
import { eventually, testKafkaBrokers } from '@komitmen/testing';
import { createKafkaEventLog, TopicsMissingError, type EventLog, type LogBatch, type LogRecord, type StoredRecord } from '../../src';
import { Sockets } from './sockets';

const last = (batch: LogBatch): bigint => (batch.records.at(-1)?.offset ?? 0n) + 1n;
let names = 0;
const unique = (name: string): string => `${name}-${process.pid}-${(names += 1)}`;

describe('what only Kafka has to promise', () => {
  let log: EventLog;
  let sockets: Sockets;
  let topic: string;

  beforeEach(async () => {
    sockets = new Sockets();
    log = createKafkaEventLog({
      brokers: testKafkaBrokers(),
      clientId: 'promises',
      sessionTimeoutMs: 1_500,
      socketFactory: sockets.factory,
    });
    topic = unique('promises');
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
  });
  afterEach(() => log.close());

  const record = (key: string, value = '{}'): LogRecord => ({ topic, partitionKey: '52', key, value, headers: {} });
  const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`);

  const collect = async (into: StoredRecord[], group = unique('group')): Promise<void> =>
    log.consumer({ group, topics: [topic] }).run(async (batch) => {
      into.push(...batch.records);
      await batch.commit(last(batch));
    });

  const inspect = async <T>(question: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
    const admin = new Kafka({ brokers: testKafkaBrokers(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      return await question(admin);
    } finally {
      await admin.disconnect();
    }
  };

  it('appends more than a megabyte in one call, and one record larger than that', async () => {
    const many = keys(600).map((key) => record(key, 'x'.repeat(4_000)));
    const positions = await log.producer().append([...many, record('large', 'y'.repeat(2_000_000))]);
    expect(positions.map(({ offset }) => offset)).toEqual(positions.map((_, index) => BigInt(index)));
    const read: StoredRecord[] = [];
    await collect(read);
    // So short a session is lost where the machine is busy, and what it had not committed is handed over again.
    await eventually(() => expect([...new Set(read.map(({ key }) => key))]).toEqual([...keys(600), 'large']));
    expect(read.find(({ key }) => key === 'large')?.value).toHaveLength(2_000_000);
  });

  it.each([
    ['a TypeError', new TypeError('planted')],
    ['a RangeError', new RangeError('planted')],
    ['a SyntaxError', new SyntaxError('planted')],
  ])('survives a handler that throws what kafkajs would die of: %s', async (_what, planted) => {
    let failures = 0;
    const read: string[] = [];
    await log.consumer({ group: unique('group'), topics: [topic] }).run(async (batch) => {
      if ((failures += 1) <= 2) throw planted;
      read.push(...batch.records.map(({ key }) => key));
      await batch.commit(last(batch));
    });
    await log.producer().append([record('a')]);
    await eventually(() => expect([...new Set(read)]).toEqual(['a']));
    await log.producer().append([record('b')]);
    await eventually(() => expect([...new Set(read)]).toEqual(['a', 'b']));
  });

  it('hands over again only what a rejected batch had not committed', async () => {
    await log.producer().append(keys(4).map((key) => record(key)));
    const attempts: string[][] = [];
    await log.consumer({ group: unique('group'), topics: [topic] }).run(async (batch) => {
      attempts.push(batch.records.map(({ key }) => key));
      if (attempts.length > 1) return batch.commit(last(batch));
      await batch.commit((batch.records[1]?.offset ?? 0n) + 1n);
      throw new Error('planted');
    });
    await eventually(() => expect(attempts).toEqual([keys(4), ['k2', 'k3']]));
  });

  it('keeps a member whose work takes longer than the session', async () => {
    await log.producer().append([record('long'), record('next')]);
    const read: string[] = [];
    await log.consumer({ group: unique('group'), topics: [topic], maxRecords: 1 }).run(async (batch) => {
      const until = Date.now() + 4_000;
      if (read.length === 0) await eventually(() => expect(Date.now()).toBeGreaterThan(until));
      read.push(...batch.records.map(({ key }) => key));
      await batch.commit(last(batch));
    });
    await eventually(() => expect(read).toEqual(['long', 'next']), { timeoutMs: 15_000 });
  });

  it('tells the one that holds a partition no longer, and gives the work to the other', async () => {
    const group = unique('group');
    await log.producer().append([record('contested')]);
    const refused: unknown[] = [];
    let isHeld = false;
    await log.consumer({ group, topics: [topic] }).run(async (batch) => {
      isHeld = true;
      await eventually(
        () =>
          batch
            .heartbeat()
            .then(() => Promise.reject(new Error('still ours')))
            .catch((error: unknown) => {
              if (error instanceof Error && error.message === 'still ours') throw error;
              refused.push(error);
            }),
        { timeoutMs: 30_000 },
      );
      await batch.commit(last(batch));
    });
    await eventually(() => expect(isHeld).toBe(true));
    const other = createKafkaEventLog({ brokers: testKafkaBrokers(), clientId: 'other', sessionTimeoutMs: 1_500 });
    const taken: string[] = [];
    await other.consumer({ group, topics: [topic] }).run(async (batch) => {
      taken.push(...batch.records.map(({ key }) => key));
      await batch.commit(last(batch));
    });
    await log.close();
    await eventually(() => expect(taken).toEqual(['contested']), { timeoutMs: 30_000 });
    expect(refused).toEqual([expect.objectContaining({ name: 'AssignmentLostError' })]);
    await other.close();
  });

  it('goes on where it was when its connections are cut', async () => {
    const read: StoredRecord[] = [];
    await collect(read);
    for (const key of keys(4)) {
      sockets.sever();
      await eventually(() => log.producer().append([record(key)]), { timeoutMs: 20_000 });
    }
    await eventually(() => expect([...new Set(read.map(({ key }) => key))]).toEqual(keys(4)), { timeoutMs: 20_000 });
    expect(await eventually(() => log.lag(unique('group'), [topic]))).toHaveLength(1);
  });

  it('follows on where it was when its connections are cut, and leaves no group behind', async () => {
    const heard: string[] = [];
    const following = log.follow({ topics: [topic] }, ({ key }) => heard.push(key));
    await following.ready;
    const other = createKafkaEventLog({ brokers: testKafkaBrokers(), clientId: 'other' });
    for (const key of keys(3)) {
      sockets.sever();
      await other.producer().append([record(key)]);
    }
    await eventually(() => expect(heard).toEqual(keys(3)), { timeoutMs: 20_000 });
    await following.stop();
    await other.close();
    await eventually(
      async () => {
        const { groups } = await inspect((admin) => admin.listGroups());
        expect(groups.filter(({ groupId }) => groupId.startsWith('promises-follows-'))).toEqual([]);
      },
      { timeoutMs: 20_000 },
    );
  });

  it('waits for a topic that is missing, and names it', async () => {
    const late = unique('late');
    const troubles: unknown[] = [];
    const read: string[] = [];
    void log.consumer({ group: unique('group'), topics: [late], onTrouble: (error) => troubles.push(error) }).run(async (batch) => {
      read.push(...batch.records.map(({ key }) => key));
      await batch.commit(last(batch));
    });
    await expect(log.producer().append([{ ...record('x'), topic: late }])).rejects.toThrow(TopicsMissingError);
    await eventually(() => expect(troubles[0]).toEqual(new TopicsMissingError([late])));
    await log.ensureTopics([{ name: late, partitions: 1 }]);
    await log.producer().append([{ ...record('x'), topic: late }]);
    await eventually(() => expect(read).toEqual(['x']));
  });

  it('creates topics that keep everything, and refuses one that forgets', async () => {
    const forgetful = unique('forgetful');
    await inspect((admin) =>
      admin.createTopics({ topics: [{ topic: forgetful, numPartitions: 1, configEntries: [{ name: 'retention.ms', value: '1000' }] }] }),
    );
    await expect(log.ensureTopics([{ name: forgetful, partitions: 1 }])).rejects.toThrow(`topic ${forgetful} would forget events`);
    await expect(log.ensureTopics([{ name: topic, partitions: 1 }])).resolves.toBeUndefined();
  });

  it('says so of each topic itself, whatever the broker does with others, and asks for the replicas that are stated', async () => {
    const { resources } = await inspect((admin) =>
      admin.describeConfigs({ includeSynonyms: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }] }),
    );
    const own = resources[0]?.configEntries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG) ?? [];
    expect(Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]))).toEqual({
      'retention.ms': '-1',
      'retention.bytes': '-1',
      'cleanup.policy': 'delete',
      'max.message.bytes': '8388608',
      'min.insync.replicas': '1',
    });
    const wary = createKafkaEventLog({ brokers: testKafkaBrokers(), clientId: 'wary', replication: 3 });
    await expect(wary.ensureTopics([{ name: unique('wary'), partitions: 1 }])).rejects.toThrow(/replication/i);
    await wary.close();
  });
});

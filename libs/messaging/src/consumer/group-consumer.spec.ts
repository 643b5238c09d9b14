import type { BatchHandler, EventLog, LogBatch, StoredRecord } from '../event-log/event-log';
import type { Chunk, ChunkProcessor } from './chunk-processor';
import { GroupConsumer } from './group-consumer';

const recordAt = (partition: number, offset: number): StoredRecord => ({
  topic: 'regencies',
  partition,
  offset: BigInt(offset),
  key: 'a',
  partitionKey: '52',
  value: '{}',
  headers: {},
  storedAt: new Date(),
});

const batchOf = (partition: number, records = 1): LogBatch => ({
  topic: 'regencies',
  partition,
  highWatermark: BigInt(records),
  records: Array.from({ length: records }, (_, offset) => recordAt(partition, offset)),
  commit: () => Promise.resolve(),
  heartbeat: () => Promise.resolve(),
});

interface Work {
  process: (chunk: Chunk) => Promise<void>;
  bury?: (record: StoredRecord) => Promise<void>;
}

/** A consumer whose batches the test hands over, and whose work is what the test says. */
async function consumerWith({ process, bury }: Work): Promise<{ consumer: GroupConsumer; deliver: BatchHandler }> {
  let deliver: BatchHandler = () => Promise.reject(new Error('not joined'));
  const eventLog = {
    requireTopics: () => Promise.resolve(),
    consumer: () => ({
      run: (handler: BatchHandler) => {
        deliver = handler;
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
      assignments: () => [],
    }),
  } as unknown as EventLog;
  const processor = {
    process: (chunks: readonly Chunk[]) => Promise.all(chunks.map(process)),
    bury,
  } as unknown as ChunkProcessor;
  const options = { service: 'budgets', eventLog, group: 'budgets', topics: ['regencies'] };
  const consumer = new GroupConsumer(options, processor);
  consumer.start();
  await new Promise(setImmediate);
  return { consumer, deliver: (batch) => deliver(batch) };
}

const never = new Promise<void>(() => undefined);
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('the progress of a consumer', () => {
  it('stands still with the partition whose handler hangs, while others go on', async () => {
    const { consumer, deliver } = await consumerWith({ process: ({ partition }) => (partition === 0 ? never : Promise.resolve()) });
    void deliver(batchOf(0));
    const since = consumer.lastProgressAt;
    for (let round = 0; round < 3; round += 1) {
      await aMoment();
      await deliver(batchOf(1));
    }
    expect(consumer.lastProgressAt).toBe(since);
    expect(consumer.trouble).toBeNull();
  });

  it('moves with every batch that is done', async () => {
    const { consumer, deliver } = await consumerWith({ process: () => Promise.resolve() });
    const before = consumer.lastProgressAt;
    await aMoment();
    await deliver(batchOf(0));
    expect(consumer.lastProgressAt).toBeGreaterThan(before);
  });

  it('knows what the waiting partition waits for, and no longer when that is over', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    let answers = false;
    const { consumer, deliver } = await consumerWith({
      process: ({ partition }) => (partition === 0 && !answers ? Promise.reject(away) : Promise.resolve()),
    });
    const delivered = deliver(batchOf(0));
    await aMoment();
    await deliver(batchOf(1));
    expect(consumer.trouble).toBe('connect ECONNREFUSED');
    answers = true;
    await delivered;
    expect(consumer.trouble).toBeNull();
  });
});

describe('a chunk that fails', () => {
  it('is handled by halves until what fails stands alone: each other event once, in order, in few transactions', async () => {
    const handled: bigint[] = [];
    const buried: bigint[] = [];
    let transactions = 0;
    const { deliver } = await consumerWith({
      process: ({ records }) => {
        transactions += 1;
        if (records.some(({ offset }) => offset === 499n)) return Promise.reject(new TypeError('planted'));
        handled.push(...records.map(({ offset }) => offset));
        return Promise.resolve();
      },
      bury: ({ offset }) => {
        buried.push(offset);
        return Promise.resolve();
      },
    });
    await deliver(batchOf(0, 1_000));
    expect(buried).toEqual([499n]);
    expect(handled).toEqual(batchOf(0, 1_000).records.flatMap(({ offset }) => (offset === 499n ? [] : [offset])));
    expect(transactions).toBeLessThanOrEqual(25);
  });
});

import type { BatchHandler, EventLog, LogBatch } from '../event-log/event-log';
import type { ChunkProcessor } from './chunk-processor';
import { GroupConsumer } from './group-consumer';

const batchOf = (partition: number): LogBatch => ({
  topic: 'regencies',
  partition,
  highWatermark: 1n,
  records: [{ topic: 'regencies', partition, offset: 0n, key: 'a', partitionKey: '52', value: '{}', headers: {}, storedAt: new Date() }],
  commit: () => Promise.resolve(),
  heartbeat: () => Promise.resolve(),
});

/** A consumer whose batches the test hands over, and whose work is what `process` says of a partition. */
async function consumerWith(process: (partition: number) => Promise<void>): Promise<{ consumer: GroupConsumer; deliver: BatchHandler }> {
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
    process: (chunks: readonly { partition: number }[]) => Promise.all(chunks.map(({ partition }) => process(partition))),
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
    const { consumer, deliver } = await consumerWith((partition) => (partition === 0 ? never : Promise.resolve()));
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
    const { consumer, deliver } = await consumerWith(() => Promise.resolve());
    const before = consumer.lastProgressAt;
    await aMoment();
    await deliver(batchOf(0));
    expect(consumer.lastProgressAt).toBeGreaterThan(before);
  });

  it('knows what the waiting partition waits for, and no longer when that is over', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    let answers = false;
    const { consumer, deliver } = await consumerWith((partition) =>
      partition === 0 && !answers ? Promise.reject(away) : Promise.resolve(),
    );
    const delivered = deliver(batchOf(0));
    await aMoment();
    await deliver(batchOf(1));
    expect(consumer.trouble).toBe('connect ECONNREFUSED');
    answers = true;
    await delivered;
    expect(consumer.trouble).toBeNull();
  });
});

import type { Chunk, ChunkProcessor } from './chunk-processor';
import { ChunkGathering } from './chunk-gathering';

const ignore = (): void => undefined;

const chunkOf = (partition: number, count = 1): Chunk => ({
  topic: 'regencies',
  partition,
  highWatermark: BigInt(count),
  records: Array.from({ length: count }, (_, offset) => ({
    topic: 'regencies',
    partition,
    offset: BigInt(offset),
    key: 'a',
    partitionKey: '52',
    value: '{}',
    headers: {},
    storedAt: new Date(0),
  })),
});

/** A gathering, and the partitions of each transaction that it began; `judge` throws for partitions that fail. */
function gathering(judge: (partitions: readonly number[]) => void = ignore): { gathered: ChunkGathering; transactions: number[][] } {
  const transactions: number[][] = [];
  const process = async (chunks: readonly Chunk[]): Promise<void> => {
    const partitions = chunks.map(({ partition }) => partition);
    transactions.push(partitions);
    await new Promise(setImmediate);
    judge(partitions);
  };
  return { gathered: new ChunkGathering({ process } as unknown as ChunkProcessor, 10), transactions };
}

describe('chunks of several partitions', () => {
  it('that come together are handled together', async () => {
    const { gathered, transactions } = gathering();
    await Promise.all([0, 1, 2].map((partition) => gathered.process(chunkOf(partition), ignore)));
    expect(transactions).toEqual([[0, 1, 2]]);
  });

  it('are no more records together than one chunk may have', async () => {
    const { gathered, transactions } = gathering();
    await Promise.all([6, 5, 4].map((count, partition) => gathered.process(chunkOf(partition, count), ignore)));
    expect(transactions).toEqual([[0, 2], [1]]);
  });

  it('are tried one by one when they fail together: only the one that fails by itself is told so', async () => {
    const { gathered, transactions } = gathering((partitions) => {
      if (partitions.includes(1)) throw new TypeError('one is poison');
    });
    const outcomes = await Promise.allSettled([0, 1, 2].map((partition) => gathered.process(chunkOf(partition), ignore)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(transactions).toEqual([[0, 1, 2], [0], [1], [2]]);
  });

  it('move on behind one that hangs', async () => {
    const never = new Promise<void>(() => undefined);
    const process = (chunks: readonly Chunk[]): Promise<void> => (chunks[0]?.partition === 0 ? never : Promise.resolve());
    const gathered = new ChunkGathering({ process } as unknown as ChunkProcessor, 10);
    void gathered.process(chunkOf(0), ignore);
    await new Promise(setImmediate);
    for (const partition of [1, 2, 3]) await gathered.process(chunkOf(partition), ignore);
  });
});

import type { OffsetsByTopicPartition } from 'kafkajs';
import { OffsetCommits } from './offset-commits';

const at = (topic: string, partition: number, offset: bigint) => ({ topic, partition, offset });

describe('commits of offsets', () => {
  const requests: unknown[] = [];
  const batch = {
    commitOffsetsIfNecessary: (offsets?: OffsetsByTopicPartition) => {
      requests.push(offsets?.topics);
      return Promise.resolve();
    },
  };
  beforeEach(() => requests.splice(0));

  it('that are asked for in one turn go out together, topic by topic', async () => {
    const commits = new OffsetCommits();
    await Promise.all([at('enrolment', 0, 5n), at('budgets', 3, 9n), at('enrolment', 2, 7n)].map((one) => commits.commit(batch, one)));
    expect(requests).toEqual([
      [
        {
          topic: 'enrolment',
          partitions: [
            { partition: 0, offset: '5' },
            { partition: 2, offset: '7' },
          ],
        },
        { topic: 'budgets', partitions: [{ partition: 3, offset: '9' }] },
      ],
    ]);
  });

  it('that follow each other go out one after the other', async () => {
    const commits = new OffsetCommits();
    await commits.commit(batch, at('enrolment', 0, 5n));
    await commits.commit(batch, at('enrolment', 0, 6n));
    expect(requests).toEqual([5, 6].map((offset) => [{ topic: 'enrolment', partitions: [{ partition: 0, offset: String(offset) }] }]));
  });

  it('fail together, and the next ones are asked for anew', async () => {
    const commits = new OffsetCommits();
    const refusing = { commitOffsetsIfNecessary: () => Promise.reject(new Error('rebalancing')) };
    const both = [0, 1].map((partition) => commits.commit(refusing, at('enrolment', partition, 5n)));
    for (const one of both) await expect(one).rejects.toThrow('rebalancing');
    await commits.commit(batch, at('enrolment', 0, 5n));
    expect(requests).toHaveLength(1);
  });
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { RecordPosition } from '../event-log';

type Committing = Pick<EachBatchPayload, 'commitOffsetsIfNecessary'>;

interface Request {
  readonly positions: RecordPosition[];
  readonly done: Promise<void>;
}

/** Partitions that are handled together are committed together: what a session commits in one turn goes out in one request. */
export class OffsetCommits {
  private gathering: Request | undefined;

  /** @param batch any of the session's: they have one group, for which it commits */
  commit(batch: Committing, position: RecordPosition): Promise<void> {
    const request = (this.gathering ??= this.begin(batch));
    request.positions.push(position);
    return request.done;
  }

  private begin(batch: Committing): Request {
    const positions: RecordPosition[] = [];
    return { positions, done: this.send(batch, positions) };
  }

  private async send(batch: Committing, positions: readonly RecordPosition[]): Promise<void> {
    await nextTurn();
    this.gathering = undefined;
    const topics = [...new Set(positions.map(({ topic }) => topic))];
    await batch.commitOffsetsIfNecessary({
      topics: topics.map((topic) => ({
        topic,
        partitions: positions
          .filter((position) => position.topic === topic)
          .map(({ partition, offset }) => ({ partition, offset: offset.toString() })),
      })),
    });
  }
}

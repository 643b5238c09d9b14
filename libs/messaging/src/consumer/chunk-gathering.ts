import type { Chunk, ChunkProcessor, OnStep } from './chunk-processor';
import type { Building } from './inbox';

interface Waiting {
  readonly chunk: Chunk;
  readonly onStep: OnStep;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** While one transaction waits for a handler that is slow, or hangs, another can go on. */
const TRANSACTIONS_AT_ONCE = 2;

/**
 * Chunks of several partitions that wait at the same time get their effect in one transaction: what a chunk costs hardly grows
 * with its events, and a fetch brings a few events of each partition. Where one fails, each is tried by itself.
 */
export class ChunkGathering {
  private waiting: Waiting[] = [];
  private working = 0;

  constructor(
    private readonly processor: ChunkProcessor,
    private readonly mostRecords: number,
    private readonly building: Building | null = null,
  ) {}

  /** Resolves when the chunk has had its effect, rejects with what it fails with by itself. */
  process(chunk: Chunk, onStep: OnStep): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ chunk, onStep, done, failed });
      if (this.working < TRANSACTIONS_AT_ONCE) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working += 1;
    // Batches of one fetch are handed over one behind the other, without a pause.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.together(this.next());
    this.working -= 1;
  }

  /** The longest waiting one, and what fits beside it. */
  private next(): Waiting[] {
    const [first] = this.waiting;
    let records = 0;
    const group = this.waiting.filter((one) => {
      if (one !== first && records + one.chunk.records.length > this.mostRecords) return false;
      records += one.chunk.records.length;
      return true;
    });
    this.waiting = this.waiting.filter((one) => !group.includes(one));
    return group;
  }

  private async together(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const onStep = (): void => {
      for (const one of group) one.onStep();
    };
    try {
      await this.processor.process(
        group.map(({ chunk }) => chunk),
        this.building,
        onStep,
      );
    } catch (error) {
      if (group.length === 1) first.failed(error);
      else for (const one of group) await this.together([one]);
      return;
    }
    for (const one of group) one.done();
  }
}

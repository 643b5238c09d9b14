import { context as traceContext, type Context } from '@opentelemetry/api';
import { MessageContext, type MessageContextValues } from '../message-context';

interface PlannedWork {
  work: () => Promise<void>;
  context: MessageContextValues | undefined;
  trace: Context;
}

/** Work put off to the end of a chunk, once per key, so that a thousand events on one row cost one write. */
export class ChunkEnd {
  private planned = new Map<string, PlannedWork>();

  add(key: string, work: () => Promise<void>): void {
    this.planned.set(key, { work, context: MessageContext.current(), trace: traceContext.active() });
  }

  /** Runs until nothing is planned: work may plan more. Sorted keys keep two consumers from locking rows crosswise. */
  async run(onStep: () => void = () => undefined): Promise<void> {
    while (this.planned.size > 0) {
      const round = [...this.planned].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.planned = new Map();
      for (const [, { work, context, trace }] of round) {
        await traceContext.with(trace, () => (context ? MessageContext.run(context, work) : work()));
        onStep();
      }
    }
  }
}

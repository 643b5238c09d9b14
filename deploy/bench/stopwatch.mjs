// Counts what a consumer handles, and how long it takes: from the first batch in hand until the last is handled and committed.
import { now } from './measure.mjs';

export class Stopwatch {
  constructor() {
    this.reset();
  }

  reset() {
    this.records = 0;
    this.batches = 0;
    this.begunAt = undefined;
    this.worked = undefined;
    this.ended = undefined;
  }

  /** The same event log, but this sees every batch. */
  around(log) {
    const consumer = (options) => {
      const inner = log.consumer(options);
      const run = inner.run.bind(inner);
      return Object.assign(inner, { run: (handler) => run((batch) => this.time(batch, handler)) });
    };
    return Object.assign(Object.create(log), { consumer });
  }

  async time(batch, handler) {
    this.begunAt ??= now();
    this.worked ??= process.cpuUsage();
    await handler(batch);
    this.records += batch.records.length;
    this.batches += 1;
    const { user, system } = process.cpuUsage(this.worked);
    this.ended = { ms: now() - this.begunAt, processorMs: (user + system) / 1000 };
  }

  handled() {
    return { records: this.records, batches: this.batches, ...(this.ended ?? { ms: 0, processorMs: 0 }) };
  }
}

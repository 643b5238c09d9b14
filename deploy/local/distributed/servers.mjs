// Kafka, Redis and PostgreSQL: our own on this machine, or those that the environment names. No package may be imported here.
import { setTimeout as delay } from 'node:timers/promises';
import { requireJava } from '../kafka/kafka.mjs';
import { requireRedis } from '../redis.mjs';
import { Pauses } from './pauses.mjs';

/** Refuses, in one sentence, a machine that lacks what our own servers need. */
export function requireTools(environment) {
  if (!environment.KAFKA_BROKERS) requireJava();
  if (!environment.REDIS_URL) requireRedis();
}

/** A server of our own that is started again when it ends unasked. `start` gives its process id, `exited` and `stop`. */
export class Server {
  stopping = false;
  pauses = new Pauses();

  constructor(title, start, say) {
    Object.assign(this, { title, start, say });
  }

  async up() {
    const begun = Date.now();
    this.running = await this.start();
    this.say(`${this.title} runs (${seconds(begun)}).`);
    this.watching = this.watch();
  }

  async watch() {
    for (;;) {
      const how = await this.running.exited;
      if (this.stopping) return;
      const pause = this.pauses.next();
      this.say(`${this.title} stopped unasked (${how?.reason ?? 'it is gone'}); starting it again in ${pause / 1000} s.`);
      await delay(pause, undefined, { ref: false });
      if (this.stopping) return;
      this.running = await this.start().catch((error) => ({ exited: Promise.resolve({ reason: error.message }) }));
      this.pauses.begun();
    }
  }

  async stop() {
    this.stopping = true;
    await this.running?.stop?.();
  }
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

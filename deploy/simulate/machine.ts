import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random';
import type { Planned, Scheduler } from './scheduler';

/** The first moment of every run. */
const EPOCH = Date.UTC(2026, 0, 1);

interface Timer extends Planned {
  unref(): Timer;
  ref(): Timer;
}

/**
 * All that is carried along with a run, in one store: Node 20 hands on every store with every promise, and the units of work of
 * all processes that ever lived have one each.
 */
const carried = new AsyncLocalStorage<ReadonlyMap<unknown, unknown>>();

function runCarrying(this: unknown, value: unknown, work: (...given: unknown[]) => unknown, ...given: unknown[]): unknown {
  return carriedRun(new Map(carriedNow()).set(this, value), () => work(...given));
}

function valueCarried(this: unknown): unknown {
  return carriedNow()?.get(this);
}

const carriedRun = carried.run.bind(carried);
const carriedNow = carried.getStore.bind(carried);

/** What a program asks of the machine it runs on. None of it may be real while a simulation runs, or a seed would not replay. */
function simulatedMachine(scheduler: Scheduler, random: Random): [object, string, unknown][] {
  const RealDate = Date;
  const now = (): number => EPOCH + Math.floor(scheduler.now) + (scheduler.current?.skewMs ?? 0);
  class SimulatedDate extends RealDate {
    constructor(given: number | string | Date = now()) {
      super(given);
    }
    static override now(): number {
      return now();
    }
  }
  const timer = (delayMs: number | undefined, work: () => void, again: boolean): Timer => {
    const owner = scheduler.current;
    const made: Timer = { cancelled: false, unref: () => made, ref: () => made };
    const plan = (): void => {
      scheduler.plan(delayMs ?? 0, owner, () => {
        if (made.cancelled) return;
        if (again) plan();
        work();
      });
    };
    plan();
    return made;
  };
  const clear = (made?: Timer): void => {
    if (made) made.cancelled = true;
  };
  const fill = (bytes: Uint8Array): Uint8Array => bytes.map(() => random.below(256)).subarray();
  return [
    [AsyncLocalStorage.prototype, 'run', runCarrying],
    [AsyncLocalStorage.prototype, 'getStore', valueCarried],
    [globalThis, 'Date', SimulatedDate],
    [globalThis, 'setTimeout', (work: () => void, delayMs?: number) => timer(delayMs, work, false)],
    [globalThis, 'setInterval', (work: () => void, delayMs?: number) => timer(delayMs, work, true)],
    [globalThis, 'setImmediate', (work: () => void) => timer(0, work, false)],
    [globalThis, 'clearTimeout', clear],
    [globalThis, 'clearInterval', clear],
    [globalThis, 'clearImmediate', clear],
    [globalThis, 'fetch', () => Promise.reject(new Error('a simulation has no network'))],
    [performance, 'now', () => scheduler.now],
    [Math, 'random', () => random.next()],
    [crypto, 'randomUUID', () => Promise.reject(new Error('a simulation draws no ids of its own'))],
    [crypto, 'getRandomValues', (bytes: Uint8Array) => (bytes.set(fill(bytes)), bytes)],
  ];
}

/** Runs `work` on a machine whose clock, timers and randomness are the simulation's, and puts the real ones back. */
export async function onSimulatedMachine<T>(scheduler: Scheduler, random: Random, work: () => Promise<T>): Promise<T> {
  const before: [object, string, PropertyDescriptor | undefined][] = [];
  try {
    for (const [place, name, value] of simulatedMachine(scheduler, random)) {
      before.push([place, name, Object.getOwnPropertyDescriptor(place, name)]);
      Object.defineProperty(place, name, { value, configurable: true, writable: true, enumerable: false });
    }
    return await work();
  } finally {
    for (const [place, name, descriptor] of before) {
      if (descriptor) Object.defineProperty(place, name, descriptor);
      else Reflect.deleteProperty(place, name);
    }
  }
}

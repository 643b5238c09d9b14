import type { Random } from './random';

/** How often what goes wrong, as probabilities; each run draws its own, so that some faults are many and others absent. */
export interface Weather {
  /** A process dies when an answer comes to it. */
  crash: number;
  /** A connection to the database breaks before a statement has its effect, or after. */
  lineCut: number;
  /** An answer takes a hundred times as long. */
  slow: number;
  /** An append fails, before or after it was stored. */
  appendLost: number;
  /** Records that were handed over are handed over again. */
  rewind: number;
  /** The log gives a partition to somebody else although nobody left. */
  rebalance: number;
  /** An event makes a handler throw until somebody repairs it. */
  poison: number;
  /** A process stops for longer than its lease, in a second. */
  pause: number;
  /** A process is told to stop, or killed, in a second. */
  restart: number;
  /** A database falls and comes back, in a second: all its connections break, and commits that did not wait for the disk are undone. */
  fall: number;
  /** A record that is no event of ours is appended, in a second. */
  rubbish: number;
}

const NONE: Weather = {
  crash: 0,
  lineCut: 0,
  slow: 0,
  appendLost: 0,
  rewind: 0,
  rebalance: 0,
  poison: 0,
  pause: 0,
  restart: 0,
  fall: 0,
  rubbish: 0,
};

const WORST: Weather = {
  crash: 0.01,
  lineCut: 0.02,
  slow: 0.05,
  appendLost: 0.2,
  rewind: 0.3,
  rebalance: 0.05,
  poison: 0.1,
  pause: 0.5,
  restart: 0.4,
  fall: 0.3,
  rubbish: 0.3,
};

export function drawWeather(random: Random): Weather {
  const drawn = { ...NONE };
  for (const fault of Object.keys(WORST) as (keyof Weather)[]) if (random.chance(0.6)) drawn[fault] = WORST[fault] * random.next();
  return drawn;
}

export function clearUp(weather: Weather): void {
  Object.assign(weather, NONE);
}

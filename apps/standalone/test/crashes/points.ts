import { SIDES, type Step, STEPS, STEPS_OF_ONE } from '@komitmen/messaging';
import type { Service } from '../distributed/cluster';

const ALL = Object.keys(STEPS) as Step[];

/** Numbers from a seed, the same on every machine (mulberry32); at least 0, below 1. */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every point of a service, those of one step side by side. */
export function pointsOf(service: Service): string[] {
  const ofOthers = Object.entries(STEPS_OF_ONE).flatMap(([name, steps]) => (name === service ? [] : steps));
  return ALL.filter((step) => !ofOthers.includes(step)).flatMap((step) => SIDES.map((side) => `${service}/${step}.${side}`));
}

/** Every point once, each of a service that the seed chooses. */
export function onePointEach(services: readonly Service[], seed: number): string[] {
  const next = numbersOf(seed);
  const all = services.flatMap(pointsOf);
  return ALL.flatMap((step) =>
    SIDES.map((side) => {
      const those = all.filter((point) => point.endsWith(`/${step}.${side}`));
      return those[Math.floor(next() * those.length)] ?? '';
    }),
  );
}

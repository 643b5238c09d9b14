import type { Service } from './cluster';

/** What goes wrong and when: a pure function of a seed, so that what a run has met can be staged again. */
export type Fault =
  | { readonly kind: 'killed'; readonly service: Service }
  /** Stopped in the middle of whatever it does, while a second instance is there to take over. */
  | { readonly kind: 'paused'; readonly service: Service; readonly seconds: number; readonly leaving: Leaving }
  | { readonly kind: 'joined'; readonly service: Service; readonly seconds: number; readonly leaving: Leaving }
  | { readonly kind: 'away'; readonly server: Server; readonly killed: boolean; readonly flushed: boolean; readonly seconds: number }
  | { readonly kind: 'slow'; readonly seconds: number }
  /** The read model's tables refuse what happens to commitments. */
  | { readonly kind: 'refused'; readonly seconds: number }
  | { readonly kind: 'poison'; readonly topic: Service; readonly form: Poison };

export type Server = 'kafka' | 'postgres' | 'redis';
/** How a second instance leaves: in order or not. */
type Leaving = 'SIGTERM' | 'SIGKILL';
export const POISONS = ['no-json', 'no-envelope', 'unknown-type', 'wrong-data'] as const;
export type Poison = (typeof POISONS)[number];

export interface Step {
  /** Of the first deal, in which each of the lane's cards comes once: none of these is left out, however short the time is. */
  readonly due: boolean;
  /** Seconds of peace before it, in its lane. */
  readonly pause: number;
  readonly fault: Fault;
}

/** Faults of one lane come one after the other, those of different lanes at the same time. */
export const LANES = ['servers', 'kills', 'members', 'events'] as const;
export type Lane = (typeof LANES)[number];

export interface Stakes {
  readonly services: readonly Service[];
  /** Those that some service reads. */
  readonly topics: readonly Service[];
}

/** Of the first deal: longer than any client bridges. */
export const AWAY_FOR_LONG = 20;
/** Longer than a group waits for a silent member (15 s), shorter than a consumer may hang before its process ends itself (20 s). */
const PAST_THE_SESSION = 16;
/** Seconds of peace before a fault; longest before a kill: a supervisor starts again later and later what ends again and again. */
const BETWEEN: Readonly<Record<Lane, readonly [from: number, to: number]>> = {
  servers: [1, 4],
  kills: [3, 8],
  members: [1, 4],
  events: [1, 4],
};

/** A number from 0 to 1 with every call (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Without end; the same for the same seed, lane and stakes. */
export function* stepsOf(seed: number, lane: Lane, stakes: Stakes): Generator<Step, never> {
  const random = randomFrom(seed * LANES.length + LANES.indexOf(lane));
  const deck = DECKS[lane](random, stakes);
  const faults = dealt(random, deck);
  for (let number = 1; ; number += 1)
    yield { due: number <= deck.length, pause: between(random, ...BETWEEN[lane]), fault: faults.next().value() };
}

type Card = () => Fault;
type Deck = (random: Random, stakes: Stakes) => readonly Card[];

const DECKS: Readonly<Record<Lane, Deck>> = {
  servers: (random) => {
    const away = (server: Server): Card => {
      let seconds = AWAY_FOR_LONG;
      return () => {
        const fault = { kind: 'away', server, killed: random() < 0.5, flushed: server === 'redis', seconds } as const;
        seconds = between(random, 2, 8);
        return fault;
      };
    };
    return [away('kafka'), away('postgres'), away('redis')];
  },
  kills: (_random, { services }) => services.map((service) => () => ({ kind: 'killed', service })),
  members: (random, { services }) => {
    const leaving = (): Leaving => oneOf(random, ['SIGTERM', 'SIGKILL']);
    return [
      () => ({ kind: 'paused', service: oneOf(random, services), seconds: PAST_THE_SESSION + between(random, 0, 4), leaving: leaving() }),
      ...services.map((service) => (): Fault => ({ kind: 'joined', service, seconds: between(random, 1, 4), leaving: leaving() })),
    ];
  },
  events: (random, { topics }) => [
    () => ({ kind: 'slow', seconds: PAST_THE_SESSION }),
    () => ({ kind: 'refused', seconds: between(random, 3, 8) }),
    () => ({ kind: 'poison', topic: oneOf(random, topics), form: oneOf(random, POISONS) }),
  ],
};

/** Every card once, in an order of its own, and again: no kind of fault stays away for long. */
function* dealt<T>(random: Random, cards: readonly T[]): Generator<T, never> {
  for (;;) {
    const left = [...cards];
    while (left.length > 0) yield* left.splice(Math.floor(random() * left.length), 1);
  }
}

/** Tenths of a second are enough to meet every moment. */
const between = (random: Random, from: number, to: number): number => Math.round((from + random() * (to - from)) * 10) / 10;

function oneOf<T>(random: Random, all: readonly T[]): T {
  const found = all[Math.floor(random() * all.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

/** As a line of the run's report. */
export function wordsOf(fault: Fault): string {
  switch (fault.kind) {
    case 'killed':
      return `${fault.service} is killed`;
    case 'paused':
      return `${fault.service} is stopped for ${fault.seconds} s beside a second instance, which leaves by ${fault.leaving}`;
    case 'joined':
      return `a second ${fault.service} joins for ${fault.seconds} s and leaves by ${fault.leaving}`;
    case 'away':
      return `${fault.server} is ${fault.flushed ? 'emptied and ' : ''}${fault.killed ? 'killed' : 'stopped'} for ${fault.seconds} s`;
    case 'slow':
      return `scorecards takes ${fault.seconds} s over a chunk`;
    case 'refused':
      return `scorecards fails over commitments for ${fault.seconds} s or longer`;
    case 'poison':
      return `poison on ${fault.topic}: ${fault.form}`;
  }
}

/**
 * Every step that leaves something behind outside the process. Around each stand two points, `<service>/<step>.before` and
 * `<service>/<step>.after`, at which a test ends the process; see docs/reliability.md.
 */
export const STEPS = {
  commit: 'a transaction of a service’s own: a command, its outbox rows, its audit rows and its kept answer',
  'relay.append': 'events of the outbox go to the event log',
  'relay.delete': 'events that are on the log leave the outbox',
  'relay.task': 'other work that only the one active relay does',
  'audit.seal': 'rows of the audit get their seals, and the chain’s head its place in the outbox',
  'chunk.commit': 'the transaction of a chunk: effects, inbox, outgoing events, own offset',
  'offset.commit': 'the offset of the consumer group at the event log',
  'dead-letter.commit': 'an event is set aside',
  'replay.commit': 'one event of a replay has its effect, or stays in the way',
  'discard.commit': 'the decision that an event shall never have its effect',
  'rebuild.swap': 'a rebuilt read model becomes the live one',
  'letters.commit': 'letters of all that is due are written down',
  'queue.add': 'letters are handed to the queue',
  'queue.noted': 'the note that they were',
  'mail.claim': 'a worker takes a letter into its hands',
  'mail.send': 'the letter leaves, to a mail server or into a file',
  'mail.record': 'how the delivery went',
} as const;

export type Step = keyof typeof STEPS;

/** Steps that one service alone has; all others are every service's. */
export const STEPS_OF_ONE: Readonly<Record<string, readonly Step[]>> = {
  scorecards: ['rebuild.swap'],
  notifications: ['letters.commit', 'queue.add', 'queue.noted', 'mail.claim', 'mail.send', 'mail.record'],
};

export const SIDES = ['before', 'after'] as const;
type Side = (typeof SIDES)[number];

interface Armed {
  readonly point: string;
  /** Passages until the process ends. */
  left: number;
}

let armed: Armed | undefined;

/**
 * Reads `CRASH_AT=<point>` or `CRASH_AT=<point>:<nth passage>` once, at the start. It has a meaning only where `NODE_ENV=test`:
 * no other process is ever ended by a variable that was left behind.
 * @throws Error when it names no point.
 */
export function armCrashPoint(environment: Readonly<Record<string, string | undefined>>): void {
  armed = undefined;
  const wanted = environment['CRASH_AT'];
  if (!wanted || environment['NODE_ENV'] !== 'test') return;
  const [, point, step, nth] = /^([a-z]+\/([a-z.-]+)\.(?:before|after))(?::([1-9]\d{0,5}))?$/.exec(wanted) ?? [];
  if (point === undefined || step === undefined || !(step in STEPS)) throw new Error(`CRASH_AT names no crash point: ${wanted}`);
  armed = { point, left: Number(nth ?? 1) };
}

/** Ends the process, as a power cut would, when this point is armed. Costs a comparison when none is. */
export function crashPoint(service: string, step: Step, side: Side): void {
  if (armed?.point !== `${service}/${step}.${side}`) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}

/** Takes a step, between its two points. */
export async function takeStep<T>(service: string, step: Step, work: () => Promise<T>): Promise<T> {
  crashPoint(service, step, 'before');
  const result = await work();
  crashPoint(service, step, 'after');
  return result;
}

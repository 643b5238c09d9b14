import type { ConsumerProgress } from '@komitmen/messaging';

/** Events that wait this long while none is handled wait for nothing: the handler hangs. Real time. */
export const STALLED_AFTER_MS = 20_000;

/** Looks are further apart only where the process itself stood still: a laptop that slept, a machine that was paused. */
const STOOD_STILL_AFTER_MS = 10_000;

export type Progress = Pick<ConsumerProgress, 'lastProgressAt' | 'waitingHere' | 'trouble' | 'stoppedReason'>;

export interface Sight {
  /** Milliseconds of the clock that nobody sets, `performance.now()`. */
  readonly at: number;
  /** Milliseconds from the look before to this one. */
  readonly sinceLastLook: number;
  readonly progress: Progress;
  readonly databaseAnswers: boolean;
}

export interface Life {
  /** Since when, without an excuse, events wait and none is handled. */
  readonly quietSince: number;
  /** Why only a new process can help; null while this one lives. */
  readonly dead: string | null;
}

/**
 * Whether a process still lives, as seen now. Waiting for a database or a broker that is away is no death: a new process would
 * wait just so. After such a wait, or after a time in which the process itself stood still, the consumer has the whole time again.
 */
export function lifeAfter(before: Life, { at, sinceLastLook, progress, databaseAnswers }: Sight): Life {
  if (before.dead !== null) return before;
  const { stoppedReason, lastProgressAt, waitingHere } = progress;
  if (stoppedReason !== null) return { ...before, dead: `the consumer stopped for good: ${stoppedReason}` };
  const excused = isExcused(progress) || !databaseAnswers || sinceLastLook > STOOD_STILL_AFTER_MS;
  const quietSince = excused ? at : Math.max(before.quietSince, lastProgressAt);
  if (at - quietSince < STALLED_AFTER_MS) return { quietSince, dead: null };
  return { quietSince, dead: `no event was handled for ${STALLED_AFTER_MS / 1_000} s while ${String(waitingHere)} wait` };
}

function isExcused({ trouble, waitingHere }: Progress): boolean {
  return trouble !== null || waitingHere === null || waitingHere === 0n;
}

import type { ConsumerProgress } from '@komitmen/messaging';

/** Events that wait this long while none is handled wait for nothing: the handler hangs. Real time. */
export const STALLED_AFTER_MS = 20_000;

export type Progress = Pick<ConsumerProgress, 'lastProgressAt' | 'waitingHere' | 'trouble' | 'stoppedReason'>;

export interface Sight {
  /** Milliseconds of the clock that nobody sets, `performance.now()`. */
  readonly at: number;
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
 * wait just so. After such a wait the consumer has the whole time again.
 */
export function lifeAfter(before: Life, { at, progress, databaseAnswers }: Sight): Life {
  if (before.dead !== null) return before;
  const { stoppedReason, lastProgressAt, waitingHere } = progress;
  if (stoppedReason !== null) return { ...before, dead: `the consumer stopped for good: ${stoppedReason}` };
  const quietSince = isExcused(progress) || !databaseAnswers ? at : Math.max(before.quietSince, lastProgressAt);
  if (at - quietSince < STALLED_AFTER_MS) return { quietSince, dead: null };
  return { quietSince, dead: `no event was handled for ${STALLED_AFTER_MS / 1_000} s while ${String(waitingHere)} wait` };
}

function isExcused({ trouble, waitingHere }: Progress): boolean {
  return trouble !== null || waitingHere === null || waitingHere === 0n;
}

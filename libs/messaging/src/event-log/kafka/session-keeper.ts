import { Backoff } from '../../backoff';
import type { RecordPosition } from '../event-log';
import { watchClock } from './clock-watch';
import type { GroupSession } from './group-session';
import { Stopping } from './stopping';

export interface SessionPlan {
  session: GroupSession;
  from?: readonly RecordPosition[];
}

export interface SessionKeeperOptions {
  /** Prepares the next session; rejects while the log cannot be reached. */
  plan: (stopping: Stopping) => Promise<SessionPlan>;
  /** Whether the member of the last session is to be signed off by the next one. */
  sameGroup: boolean;
  onStarted: () => void;
  onEnded?: (session: GroupSession) => Promise<void>;
  onTrouble: (error: unknown) => void;
}

/** For the batch in hand. */
const STOP_LIMIT_MS = 15_000;
/** Twice as long as a rebalance may take. */
const JOIN_LIMIT_MS = 60_000;

/** One session after the other, with pauses, until it is stopped: kafkajs' crashes and an absent broker are waited out here. */
export class SessionKeeper {
  readonly stopping = new Stopping();
  private readonly backoff = new Backoff();
  private predecessor: string | undefined;

  constructor(private readonly options: SessionKeeperOptions) {}

  async run(): Promise<void> {
    while (!this.stopping.isAsked()) {
      try {
        const { session, from } = await this.options.plan(this.stopping);
        await this.live(session, from);
      } catch (error) {
        if (this.stopping.isAsked()) return;
        this.options.onTrouble(error);
        await this.stopping.pause(this.backoff.next());
      }
    }
  }

  /** A join that never ends must not pass for one that waits its turn. */
  private async tooLate(): Promise<void> {
    await this.stopping.pause(JOIN_LIMIT_MS);
    if (!this.stopping.isAsked()) throw new Error(`the group was not joined within ${JOIN_LIMIT_MS / 1_000} s`);
  }

  /** Rejects with what ended the session; resolves when it was to stop. */
  private async live(session: GroupSession, from: readonly RecordPosition[] | undefined): Promise<void> {
    const clock = watchClock();
    const started = session.start({ ...(from && { from }), predecessor: this.predecessor });
    // Awaited below, but perhaps not to its end.
    started.catch(() => undefined);
    try {
      await Promise.race([started, this.stopping.whenAsked, this.tooLate()]);
      if (this.stopping.isAsked()) return;
      if (session.memberId !== undefined) {
        this.backoff.reset();
        this.options.onStarted();
      }
      await Promise.race([session.crashed, clock.setBack, this.stopping.whenAsked]);
    } finally {
      clock.stop();
      await session.stop(STOP_LIMIT_MS);
      if (this.options.sameGroup) this.predecessor = session.memberId ?? this.predecessor;
      await this.options.onEnded?.(session);
    }
  }
}

const LOOK_EVERY_MS = 1_000;
/** What a clock that is set right little by little never loses between two looks. */
const A_STEP_MS = 1_000;

export interface ClockWatch {
  /** Rejects when the machine's clock was set back. */
  readonly setBack: Promise<never>;
  stop(): void;
}

/** kafkajs counts the time between its heartbeats by the machine's clock: set back by an hour it would keep silent for an hour. */
export function watchClock(): ClockWatch {
  const offset = (): number => Date.now() - performance.now();
  let last = offset();
  let timer: NodeJS.Timeout | undefined;
  const setBack = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = offset();
      if (now < last - A_STEP_MS) reject(new Error(`the clock of this machine was set back by ${Math.round((last - now) / 1_000)} s`));
      last = now;
    }, LOOK_EVERY_MS);
  });
  setBack.catch(() => undefined);
  return { setBack, stop: () => clearInterval(timer) };
}

export interface RunningServer {
  readonly pid: number;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<{ reason: string }>;
  /** In order, within the limit (20 s), then by force. */
  stop(limitMs?: number): Promise<void>;
  /** At once; `SIGKILL` unless told otherwise. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export function stopLeftBehind(pidFile: string, word: string, log: (line: string) => void): Promise<void>;

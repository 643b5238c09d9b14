import type { RunningServer } from '../server-process.mjs';

export function requireJava(): void;
export function startKafka(options: {
  folder: string;
  port?: number;
  log?: (line: string) => void;
}): Promise<RunningServer & { readonly brokers: string }>;

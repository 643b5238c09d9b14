import type { RunningServer } from './server-process.mjs';

export function requireRedis(): void;
export function startRedis(options: {
  folder: string;
  port?: number;
  password?: string;
  log?: (line: string) => void;
}): Promise<RunningServer & { readonly url: string }>;

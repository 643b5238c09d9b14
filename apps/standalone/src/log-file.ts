import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type DestinationStream } from 'pino';

const limitBytes = 50_000_000;

/** The log goes to a file of the data folder, so that the terminal keeps for people; errors show on both. */
export function logDestination(dataDir: string): DestinationStream {
  const file = join(dataDir, 'komitmen.log');
  if (existsSync(file) && statSync(file).size > limitBytes) renameSync(file, `${file}.1`);
  return pino.multistream([
    { level: 'trace', stream: pino.destination({ dest: file, mode: 0o600, sync: true }) },
    { level: 'error', stream: process.stderr },
  ]);
}

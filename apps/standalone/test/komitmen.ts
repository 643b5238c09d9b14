import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const CLI = resolve(__dirname, '../../..', 'dist/apps/standalone/src/cli.js');
const LOOK_EVERY_MS = 20;

export interface Said {
  /** Null when it was killed. */
  readonly code: number | null;
  /** Both streams together. */
  readonly output: string;
}

/** A command of `npm run komitmen` on a data folder, with nothing else set; ended with -9 as soon as `killWhen` says so. */
export async function komitmen(dataDir: string, words: readonly string[], killWhen?: () => boolean): Promise<Said> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [CLI, ...words], { env: { PATH, HOME, DATA_DIR: dataDir, NODE_ENV: 'production' }, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const watch = setInterval(() => killWhen?.() === true && child.kill('SIGKILL'), LOOK_EVERY_MS);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  clearInterval(watch);
  return { code, output };
}

// The parts that a measurement asks run as processes of their own, so that the asking costs them nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a part and waits for what it says of itself; it ends when `stop` is called or this process goes. */
export async function startPart(file, words = []) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), words, { env: { ...process.env, NODE_ENV: 'production' } });
  const ended = once(child, 'exit');
  const said = await Promise.race([once(child, 'message').then(([message]) => message), ended.then(() => undefined)]);
  if (said === undefined) throw new Error(`${file} ended before it was ready`);
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { ...said, pid: child.pid, stop };
}

/** Called by a part that is ready: tells its starter, and ends when that one wants it or is gone. */
export function ready(message, end) {
  process.once('disconnect', () => void end().finally(() => process.exit()));
  process.send?.(message);
}

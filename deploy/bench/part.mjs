// The parts of a measurement run as processes of their own, so that the asking costs them nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts a part and waits for what it says of itself; it ends when `stop` is called or this process goes.
 * `ask` puts one of the part's questions to it, one at a time.
 */
export async function startPart(file, words = []) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), words, { env: { ...process.env, NODE_ENV: 'production' } });
  const ended = once(child, 'exit');
  const hear = () => Promise.race([once(child, 'message').then(([message]) => message), ended.then(() => undefined)]);
  const said = await hear();
  if (said === undefined) throw new Error(`${file} ended before it was ready`);
  const ask = async (question, details) => {
    const heard = hear();
    child.send({ question, details });
    const answer = await heard;
    if (answer === undefined) throw new Error(`${file} ended instead of answering "${question}"`);
    if (answer.error !== undefined) throw new Error(`${file} could not answer "${question}": ${answer.error}`);
    return answer.value;
  };
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { ...said, pid: child.pid, ask, stop };
}

/** Called by a part that is ready: tells its starter, answers its questions, and ends when that one wants it or is gone. */
export function ready(message, end, answers = {}) {
  process.once('disconnect', () => void end().finally(() => process.exit()));
  process.on('message', ({ question, details }) => {
    Promise.resolve(answers[question]?.(details)).then(
      (value) => process.send?.({ value }),
      (error) => process.send?.({ error: error.stack }),
    );
  });
  process.send?.(message);
}

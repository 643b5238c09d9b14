// `npm run simulate -- [--seeds 1000] [--from 0] [--plant NAME] [--processes N] [--trace]`: messaging and the projection under every
// fault, on a seeded scheduler; docs/reliability.md says what. `--trace` prints all that happens and belongs to one seed.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout, install, installed } from '../local/prepare.mjs';

const PROGRESS_MS = 5_000;
const VIOLATIONS_SHOWN = 5;

try {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '0' },
      processes: { type: 'string', default: String(availableParallelism()) },
      plant: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  });
  process.chdir(checkout);
  if (!installed()) await install();
  const seeds = number('seeds', values.seeds, 1);
  const processes = Math.min(values.trace ? 1 : number('processes', values.processes, 1), seeds);
  await simulateAll({ seeds, from: number('from', values.from, 0), planted: values.plant, trace: values.trace }, processes);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function number(name, text, least) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`--${name} is a whole number from ${least}`);
  return value;
}

async function simulateAll(order, processes) {
  const began = performance.now();
  const sum = { done: 0, steps: 0, simulatedMs: 0, failing: [], tally: {} };
  const seconds = () => (performance.now() - began) / 1000;
  const progress = setInterval(() => {
    const { done, failing } = sum;
    console.log(`${done} of ${order.seeds} seeds, ${(done / seconds()).toFixed(0)}/s, ${failing.length} with violations`);
  }, PROGRESS_MS);
  try {
    const parts = Array.from({ length: processes }, (_, part) => ({
      ...order,
      from: order.from + part,
      seeds: order.seeds - part,
      step: processes,
    }));
    await Promise.all(parts.map((part) => runPart(part, (outcome) => add(sum, outcome, order))));
  } finally {
    clearInterval(progress);
  }
  tell(sum, seconds());
}

function runPart(part, onOutcome) {
  const [runner, program] = ['local/run-typescript.mjs', 'simulate/program.ts'].map((path) => join(checkout, 'deploy', path));
  return new Promise((resolve, reject) => {
    const child = fork(runner, [program]);
    child.on('message', onOutcome);
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('a simulating process failed'))));
    child.send(part);
  });
}

function add(sum, { seed, violations, steps, simulatedMs, hash, tally }, { planted, trace }) {
  sum.done += 1;
  sum.steps += steps;
  sum.simulatedMs += simulatedMs;
  for (const [what, count] of Object.entries(tally)) sum.tally[what] = (sum.tally[what] ?? 0) + count;
  if (trace) console.log(`seed ${seed}: ${steps} steps, ${(simulatedMs / 1000).toFixed(1)} simulated seconds, trace ${hash}`);
  if (violations.length === 0) return;
  sum.failing.push(seed);
  console.log(`\nseed ${seed}, trace ${hash}: ${violations.length} violations`);
  for (const violation of violations.slice(0, VIOLATIONS_SHOWN)) console.log(`  ${violation}`);
  console.log(
    `  again, with all that happens: npm run simulate -- --seeds 1 --from ${seed}${planted ? ` --plant ${planted}` : ''} --trace`,
  );
}

function tell({ done, steps, simulatedMs, failing, tally }, seconds) {
  const happened = Object.entries(tally).map(([what, count]) => `${count} ${what}`);
  console.log(
    `\n${done} seeds in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(1)}/s): ${steps} steps, ${(simulatedMs / 3_600_000).toFixed(1)} simulated hours`,
  );
  console.log(happened.join(', '));
  console.log(failing.length === 0 ? 'no violation' : `${failing.length} seeds with violations, the first ${Math.min(...failing)}`);
  if (failing.length > 0) process.exitCode = 1;
}

// `npm run bench [-- start list live drain visible projection] [--out FILE] [--runs N]`: measures and writes down; docs/performance.md says what.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout, prepare } from '../local/prepare.mjs';
import { measureDrain } from './drain.mjs';
import { measureList } from './list.mjs';
import { measureLive } from './live.mjs';
import { measureProjection } from './projection.mjs';
import { measureStart } from './start.mjs';
import { table } from './measure.mjs';
import { measureVisible } from './visible.mjs';

const works = {
  start: measureStart,
  list: measureList,
  live: measureLive,
  drain: measureDrain,
  visible: measureVisible,
  projection: measureProjection,
};
// A measurement that is broken off takes what it started with it; its folder stays under the system's temporary one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
const from = process.env.INIT_CWD ?? process.cwd();

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, runs: { type: 'string', default: '3' } },
  });
  const wanted = positionals.length > 0 ? positionals : Object.keys(works);
  const unknown = wanted.filter((name) => !(name in works));
  if (unknown.length > 0) throw told(`There is no work "${unknown.join(' ')}" to measure; there is ${Object.keys(works).join(', ')}.`);
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw told('--runs takes a number of at least 1.');
  await prepare();
  await bench(wanted, { runs }, values.out === undefined ? undefined : resolve(from, values.out));
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

async function bench(wanted, options, out) {
  const report = { at: new Date().toISOString(), machine: machine(), results: {} };
  for (const name of wanted) {
    const loadBefore = loadavg()[0];
    const { title, rows, detail } = await works[name](options);
    report.results[name] = { title, loadBefore, rows, detail };
    console.log(`\n${title} (load before: ${loadBefore.toFixed(1)})\n${table(rows)}`);
  }
  const file = out ?? join(checkout, '.data/bench', `${report.at.replaceAll(':', '-')}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}

function machine() {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1e6),
  };
}

function told(message) {
  return Object.assign(new Error(message), { expected: true });
}

// `npm run bench [-- start list live drain visible projection rebuild audit] [--out FILE] [--runs N] [--rates 50,500] [--seconds 20]
// [--events 1000000] [--logs kafka,postgres] [--rows 1000000]`:
// measures and writes down; docs/performance.md says what.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout, prepare } from '../local/prepare.mjs';
import { table } from './measure.mjs';

// Imported when wanted: what they measure is built only then.
const works = {
  start: async (options) => (await import('./start.mjs')).measureStart(options),
  list: async (options) => (await import('./list.mjs')).measureList(options),
  live: async (options) => (await import('./live.mjs')).measureLive(options),
  drain: async (options) => (await import('./drain.mjs')).measureDrain(options),
  visible: async (options) => (await import('./visible.mjs')).measureVisible(options),
  rebuild: async (options) => (await import('./rebuild.mjs')).measureRebuild(options),
  projection: async (options) => (await import('./projection.mjs')).measureProjection(options),
  audit: async (options) => (await import('./audit.mjs')).measureAudit(options),
};
// A measurement that is broken off takes what it started with it; its folder stays under the system's temporary one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
const from = process.env.INIT_CWD ?? process.cwd();

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      runs: { type: 'string', default: '3' },
      rates: { type: 'string', default: '50,500' },
      seconds: { type: 'string', default: '20' },
      events: { type: 'string', default: '1000000' },
      logs: { type: 'string', default: 'kafka,postgres' },
      rows: { type: 'string', default: '1000000' },
    },
  });
  const wanted = positionals.length > 0 ? positionals : Object.keys(works);
  const unknown = wanted.filter((name) => !(name in works));
  if (unknown.length > 0) throw told(`There is no work "${unknown.join(' ')}" to measure; there is ${Object.keys(works).join(', ')}.`);
  const runs = atLeastOne('--runs', values.runs);
  const rates = values.rates.split(',').map((rate) => atLeastOne('--rates', rate));
  const seconds = atLeastOne('--seconds', values.seconds);
  const events = atLeastOne('--events', values.events);
  const logs = values.logs.split(',');
  const rows = atLeastOne('--rows', values.rows);
  await prepare();
  await bench(wanted, { runs, rates, seconds, events, logs, rows }, values.out === undefined ? undefined : resolve(from, values.out));
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

function atLeastOne(option, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw told(`${option} takes a whole number of at least 1, not "${text}".`);
  return number;
}

function told(message) {
  return Object.assign(new Error(message), { expected: true });
}

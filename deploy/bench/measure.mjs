// Clocks, percentiles, load over HTTP, memory of a process, and the table that all of it ends in.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Pool } from 'undici';

/** Milliseconds with fractions, from a clock that never goes back. */
export const now = () => performance.now();

/** The smallest value that `share` of the values do not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const median = (values) => percentile(values, 0.5);

export const summary = (values) => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p90: percentile(values, 0.9),
  p99: percentile(values, 0.99),
  max: Math.max(...values),
});

const LIMIT_MS = 30_000;

/** An HTTP client of its own connections, which costs as little as one can; each answer is read to its end. */
export class Client {
  constructor(baseUrl, { token, connections = 4 } = {}) {
    this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    // A connection at rest is given up before the service does so after 5 s: else one may be used at the moment in which it closes.
    const limits = { keepAliveTimeout: 4_000, headersTimeout: LIMIT_MS, bodyTimeout: LIMIT_MS };
    this.pool = new Pool(baseUrl, { connections, pipelining: 1, ...limits });
  }

  /** @param own headers of this request */
  call(method, path, body, own = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { ...this.headers, ...own, ...(text === undefined ? {} : { 'content-type': 'application/json' }) };
    return new Promise((done, failed) => {
      let [status, headAt] = [0, 0];
      const chunks = [];
      const heard = {
        onRequestStart: () => undefined,
        onResponseStart: (_asked, code) => ([status, headAt] = [code, now()]),
        onResponseData: (_asked, chunk) => chunks.push(chunk),
        onResponseEnd: () => done({ status, headAt, body: Buffer.concat(chunks) }),
        onResponseError: (_asked, error) => failed(error),
      };
      this.pool.dispatch({ method, path, headers, body: text }, heard);
    });
  }

  get(path) {
    return this.call('GET', path);
  }

  close() {
    void this.pool.destroy();
  }
}

/** `count` requests, `concurrency` at a time: ms until the head and until the end of each answer. Only 200 is an answer. */
export async function latencies(client, path, { count, concurrency }) {
  const taken = [];
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      begun += 1;
      const at = now();
      const { status, headAt } = await client.get(path);
      taken.push({ head: headAt - at, whole: now() - at });
      if (status !== 200) throw new Error(`${path} was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return taken;
}

/** Resident memory of a process in MB; the peak is known on Linux only. */
export function memoryOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) {
    const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
    return { rssMb: kilobytes / 1024, peakMb: null };
  }
  const text = readFileSync(file, 'utf8');
  const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { rssMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}

/** Seconds of processor time that a process has used, all threads, in Linux' hundredths; null elsewhere. */
export function processorSecondsOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The same of a process and its children together: PostgreSQL works in children. */
export function processorSecondsOfFamily(pid) {
  const own = processorSecondsOf(pid);
  if (own === null) return null;
  const isChild = (id) => /^\d+$/.test(id) && parentOf(id) === String(pid);
  return readdirSync('/proc')
    .filter(isChild)
    .reduce((sum, id) => sum + (processorSecondsOf(id) ?? 0), own);
}

function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
  } catch {
    return undefined; // It has just ended.
  }
}

/** Repeats until `look` gives something, every `everyMs`; after the limit it throws. */
export async function until(what, look, { everyMs = 25, limitMs = 120_000 } = {}) {
  const givesUpAt = now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (now() > givesUpAt) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await pause(everyMs);
  }
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** One line of a result: a figure, its unit, and the limit it has to keep where there is one. */
export const row = (what, figure, unit, { ratio, atMost, atLeast, ofRatio = false } = {}) => {
  const of = ofRatio ? 'ratio' : 'figure';
  const judged = ofRatio ? ratio : figure;
  return {
    what,
    figure,
    unit,
    ...(ratio === undefined ? {} : { ratio }),
    ...(atMost === undefined ? {} : { atMost, of, reached: judged <= atMost }),
    ...(atLeast === undefined ? {} : { atLeast, of, reached: judged >= atLeast }),
  };
};

export function table(rows) {
  const limitOf = ({ atMost, atLeast, of, unit }) =>
    `at ${atMost === undefined ? `least ${rounded(atLeast)}` : `most ${rounded(atMost)}`} ${of === 'ratio' ? 'x' : unit}`;
  const cells = rows.map((one) => [
    one.what,
    one.figure === null ? 'unknown' : `${rounded(one.figure)} ${one.unit}`,
    one.ratio === undefined ? '' : `${one.ratio.toFixed(2)} x`,
    one.reached === undefined ? '' : limitOf(one),
    one.reached === undefined ? '' : one.reached ? 'reached' : 'MISSED',
  ]);
  const all = [['', 'measured', 'ratio', 'to reach', ''], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const line = (texts) =>
    `  ${texts.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('   ')}`.trimEnd();
  return all.map(line).join('\n');
}

const rounded = (figure) =>
  figure >= 100 ? figure.toFixed(0) : Number.isInteger(figure) ? String(figure) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);

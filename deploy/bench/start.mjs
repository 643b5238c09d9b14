// Line 7: from an empty data folder to the first scorecard, and what the process weighs.
import { Client, median, memoryOf, pause, processorSecondsOf, row, until } from './measure.mjs';
import { Standalone } from './standalone.mjs';

const ROWS = 11;
const SETTLE_MS = 10_000;
const path = '/api/scorecards?fiscalYear=2025';

export async function measureStart({ runs }) {
  const cold = [];
  const second = [];
  for (let run = 0; run < runs; run += 1) {
    const application = await Standalone.onEmptyFolder();
    try {
      cold.push(await oneStart(application));
      second.push(await oneStart(application));
    } finally {
      await application.remove();
    }
  }
  const of = (starts, name) => median(starts.map((start) => start[name]));
  const most = (name) => cold.concat(second).reduce((sum, start) => (start[name] === null ? sum : Math.max(sum ?? 0, start[name])), null);
  return {
    title: `Cold start, installed and built, empty data folder: median of ${runs}; memory: the most of all starts`,
    rows: [
      row('first scorecard (200, 11 rows)', of(cold, 'firstScorecardMs') / 1000, 's', { atMost: 10 }),
      row('first scorecard, processor time of the Node process', of(cold, 'processorSeconds'), 's'),
      row('demonstration ready', of(cold, 'readyMs') / 1000, 's'),
      row('second start: first scorecard', of(second, 'firstScorecardMs') / 1000, 's'),
      row('second start: ready', of(second, 'readyMs') / 1000, 's'),
      row('RSS of the Node process, peak', most('peakMb'), 'MB', { atMost: 300 }),
      row(`RSS ${SETTLE_MS / 1000} s after ready`, most('settledMb'), 'MB', { atMost: 300 }),
    ],
    detail: { cold, second },
  };
}

async function oneStart(application) {
  application.start();
  const firstScorecardMs = await firstScorecard(application);
  const processorSeconds = processorSecondsOf(application.child.pid);
  const readyMs = await until('ready', () => application.saidAt('Komitmen is ready'));
  await pause(SETTLE_MS);
  const { rssMb: settledMb, peakMb } = memoryOf(application.child.pid);
  const steps = application.lines.filter(({ line }) => line.endsWith('...')).map(({ ms, line }) => ({ ms: Math.round(ms), line }));
  await application.stop();
  return { firstScorecardMs, processorSeconds, readyMs, peakMb, settledMb, steps };
}

/** Asks as a page does that is opened too early: again and again, over new connections until the port is there. */
async function firstScorecard(application) {
  let client;
  try {
    return await until('the first scorecard', async () => {
      application.saidAt('');
      const token = client === undefined ? await application.token('administrator') : undefined;
      if (token !== undefined) client = new Client(application.url, { token, connections: 1 });
      const answer = await client?.get(path).catch(() => undefined);
      if (answer?.status !== 200 || JSON.parse(answer.body.toString()).rows.length !== ROWS) return undefined;
      return performance.now() - application.begunAt;
    });
  } finally {
    client?.close();
  }
}

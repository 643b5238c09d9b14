// A rebuild of the scorecards from a long log (line 4), beside reading that log and doing nothing, and beside the way tutorials show.
import { library } from './built.mjs';
import { beginning, facts } from './history.mjs';
import { processorSecondsOfFamily, row, until } from './measure.mjs';
import { startPart } from './part.mjs';
import { withServers } from './servers.mjs';
import { ensureTopics, logOf } from './service.mjs';

const SOURCES = ['regencies', 'budgets', 'enrolment'];
const PER_APPEND = 5_000;
/** What the tutorial way gets to do; its rate is what it would keep up, since each event costs it the same. */
const TUTORIAL_EVENTS = 2_000;

/** @param logs which logs to measure on, of `kafka` and `postgres` */
export async function measureRebuild({ events, logs }) {
  const results = [];
  for (const log of logs) results.push(await withServers((servers) => measureOn(log, events, servers), { kafka: log === 'kafka' }));
  return {
    title: `Rebuild of the scorecards from ${events} events about 552 governments over ten years`,
    rows: results.flatMap(({ rows }) => rows),
    detail: Object.fromEntries(results.map(({ log, detail }) => [log, detail])),
  };
}

async function measureOn(name, events, { brokers, databaseUrl, pids, opened }) {
  const place = [name, brokers ?? '', databaseUrl];
  const total = await fill(name, { brokers, databaseUrl }, events);
  const raw = opened(await startPart('./raw-reader-part.mjs', place));
  const rawMs = await raw.ask('read', { topics: SOURCES, count: total });
  const tutorial = opened(await startPart('./tutorial-part.mjs', place));
  const tutorialMs = await tutorial.ask('handle', { topic: 'enrolment', count: TUTORIAL_EVENTS });
  await tutorial.stop();
  const scorecards = opened(await startPart('./rebuild-part.mjs', place));
  const processorOf = () => ({ service: processorSecondsOfFamily(scorecards.pid), database: processorSecondsOfFamily(pids.database) });
  const before = processorOf();
  await scorecards.ask('begin');
  const done = await until('the rebuild', () => scorecards.ask('done'), { everyMs: 50, limitMs: 900_000 });
  const after = processorOf();
  if (done.refused !== null) throw new Error(done.refused);
  const rates = { raw: perSecond(total, rawMs), tutorial: perSecond(TUTORIAL_EVENTS, tutorialMs), rebuild: perSecond(total, done.ms) };
  const perEvent = (part) => ((after[part] - before[part]) * 1e6) / total;
  return {
    log: name,
    rows: [
      row(`${name}: reading and doing nothing`, rates.raw, 'events/s'),
      row(`${name}: the tutorial way, from ${TUTORIAL_EVENTS} events`, rates.tutorial, 'events/s', { ratio: rates.tutorial / rates.raw }),
      row(`${name}: rebuild, beside reading`, rates.rebuild, 'events/s', { ratio: rates.rebuild / rates.raw, atLeast: 0.2, ofRatio: true }),
      row(`${name}: rebuild, beside the tutorial way`, rates.rebuild, 'events/s', {
        ratio: rates.rebuild / rates.tutorial,
        atLeast: 40,
        ofRatio: true,
      }),
      row(`${name}: of which reading and gathering`, done.gatheredMs / 1_000, 's'),
      row(`${name}: of which judging, and the swap`, (done.ms - done.gatheredMs) / 1_000, 's'),
      row(`${name}: processor time of the service`, perEvent('service'), 'µs/event'),
      row(`${name}: processor time of the database`, perEvent('database'), 'µs/event'),
    ],
    detail: { total, rawMs, tutorialMs, ...done },
  };
}

const perSecond = (count, ms) => (count / ms) * 1000;

async function fill(name, servers, events) {
  if (name === 'postgres') await library('messaging').migratePostgresEventLog({ connection: { connectionString: servers.databaseUrl } });
  const log = logOf(name, servers, 'filling');
  await ensureTopics(log);
  const producer = log.producer();
  const first = beginning();
  for (let from = 0; from < first.length; from += PER_APPEND) await producer.append(first.slice(from, from + PER_APPEND));
  const count = events - first.length;
  for (let from = 0; from < count; from += PER_APPEND) await producer.append(facts(from, Math.min(count, from + PER_APPEND), count));
  await log.close();
  return first.length + count;
}

// The scorecards service as a process of its own, whose live generation counts as having handled all that the log holds.
import { app, library } from './built.mjs';
import { now } from './measure.mjs';
import { ready } from './part.mjs';
import { logOf } from './service.mjs';

const [name, brokers, databaseUrl] = process.argv.slice(2);
const { createLogger, createService, generateTokenKeys, TokenVerifier } = library('platform');
const { Rebuild } = library('messaging');
const log = logOf(name, { brokers, databaseUrl }, 'scorecards');
const { publicKeys } = await generateTokenKeys();
const runtime = { databaseUrl, eventLog: log, tokens: new TokenVerifier(publicKeys), logger: createLogger('error') };
// The live consumer would take far longer than a rebuild to get here: it judges as it goes.
const idle = Object.assign(Object.create(log), { consumer: () => ({ run: async () => {}, stop: async () => {}, assignments: () => [] }) });
const service = await createService(app('scorecards').scorecardsService, { ...runtime, eventLog: idle });
const rebuild = service.app.get(Rebuild);
const { DataSource } = await import('typeorm');
const database = service.app.get(DataSource);
const ends = await log.highWatermarks(['regencies', 'budgets', 'enrolment']);
for (const { topic, partition, offset } of ends)
  await database.query(
    `INSERT INTO scorecards.consumed_offsets (consumer, generation, topic, partition, next_offset) VALUES ('scorecards', 1, $1, $2, $3)`,
    [topic, partition, String(offset)],
  );

let [begunAt, gatheredMs] = [0, 0];

async function begin() {
  begunAt = now();
  await rebuild.begin({ verify: false });
}

/** What came of it, or false. */
async function done() {
  const { building, read, events, refused } = await rebuild.state();
  if (building !== null && read === events) gatheredMs ||= now() - begunAt;
  return building === null && { ms: now() - begunAt, gatheredMs, refused };
}

const stop = async () => {
  await service.close();
  await log.close();
};
ready({}, stop, { begin, done });

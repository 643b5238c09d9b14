// The steady rate of projections over the real broker, and kafkajs alone reading the same records, committing each batch.
import { library } from './built.mjs';
import { allEvents, reports } from './governments.mjs';
import { row, until } from './measure.mjs';
import { startPart } from './part.mjs';
import { recordOf } from './records.mjs';
import { withServers } from './servers.mjs';
import { ensureTopics, kafkaLog } from './service.mjs';

const FACTS = 100_000;

export function measureProjection() {
  return withServers(async ({ brokers, databaseUrl, opened }) => {
    const { publicKeys } = await library('platform').generateTokenKeys();
    const events = await fill(brokers);
    const raw = opened(await startPart('./raw-kafka-part.mjs', [brokers, databaseUrl]));
    await raw.ask('consume', { topics: ['enrolment'], count: FACTS });
    const rawMs = await raw.ask('consume', { topics: ['enrolment'], count: FACTS });
    const tally = await startPart('./tally-part.mjs', [brokers, databaseUrl]);
    const least = await handledBy(tally, FACTS);
    const words = ['scorecards', brokers, databaseUrl, JSON.stringify(publicKeys)];
    const scorecards = opened(await startPart('./service-part.mjs', words));
    const whole = await handledBy(scorecards, events);
    const rates = {
      raw: perSecond(FACTS, rawMs),
      tally: perSecond(least.records, least.ms),
      scorecards: perSecond(whole.records, whole.ms),
    };
    return {
      title: `Projection of ${FACTS} facts about 552 governments over Kafka`,
      rows: [
        row('kafkajs alone, eachBatch, a commit per batch', rates.raw, 'events/s'),
        row('a handler with one upsert per chunk', rates.tally, 'events/s', { ratio: rates.tally / rates.raw }),
        row('the scorecards service, judging and publishing', rates.scorecards, 'events/s', { ratio: rates.scorecards / rates.raw }),
      ],
      detail: { rawMs, tally: least, scorecards: whole },
    };
  });
}

const perSecond = (count, ms) => (count / ms) * 1000;

/** What there is to know of every government, then reports of headcounts. */
async function fill(brokers) {
  const { SAMPLES } = library('contracts');
  const log = kafkaLog(brokers, 'filling');
  await ensureTopics(log);
  const producer = log.producer();
  const before = allEvents(SAMPLES)
    .filter(({ type }) => type !== 'enrolment.headcount-reported.v1')
    .map(recordOf);
  await producer.append(before);
  for (let from = 0; from < FACTS; from += 5_000) await producer.append(reports(SAMPLES, from, from + 5_000).map(recordOf));
  await log.close();
  return before.length + FACTS;
}

async function handledBy(part, count) {
  const isDone = async () => {
    const handled = await part.ask('handled');
    return handled.records >= count && handled;
  };
  const handled = await until('everything is handled', isDone, { everyMs: 250, limitMs: 600_000 });
  await part.stop();
  return handled;
}

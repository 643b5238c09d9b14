// Line 2: an outbox of 100,000 events drained to Kafka by the service's own relay, and kafkajs alone producing the same records.
import { library } from './built.mjs';
import { median, row } from './measure.mjs';
import { startPart } from './part.mjs';
import { withServers } from './servers.mjs';

const EVENTS = 100_000;
const WARM_UP = 20_000;
/** Records of one send, there as here. */
const BATCH = 1_000;

export function measureDrain({ runs }) {
  return withServers(async ({ brokers, databaseUrl, opened }) => {
    const { publicKeys } = await library('platform').generateTokenKeys();
    const service = opened(await startPart('./drain-part.mjs', [brokers, databaseUrl, JSON.stringify(publicKeys)]));
    const raw = opened(await startPart('./raw-kafka-part.mjs', [brokers, databaseUrl]));
    const round = async (count) => {
      await service.ask('fill', count);
      const bytes = await raw.ask('load');
      // In turn, so that what else the machine does falls on both.
      const produced = await raw.ask('produce', BATCH);
      const drained = await service.ask('drain');
      return { bytes: bytes / count, raw: perEvent(produced, count), relay: perEvent(drained, count) };
    };
    await round(WARM_UP);
    const rounds = [];
    for (let run = 0; run < runs; run += 1) rounds.push(await round(EVENTS));
    const of = (who, what) => median(rounds.map((one) => one[who][what]));
    const [rawRate, relayRate] = [of('raw', 'rate'), of('relay', 'rate')];
    const [rawWork, relayWork] = [of('raw', 'processorMicroseconds'), of('relay', 'processorMicroseconds')];
    return {
      title: `Outbox of ${EVENTS} events to Kafka, ${Math.round(rounds[0].bytes)} bytes each with headers: median of ${runs}`,
      rows: [
        row('kafkajs alone, sends of 1,000', rawRate, 'events/s'),
        row('the relay, until its outbox is empty', relayRate, 'events/s', { ratio: relayRate / rawRate, atLeast: 0.6, ofRatio: true }),
        row('kafkajs alone, processor time of its process', rawWork, 'µs/event'),
        row('the relay, processor time of its process', relayWork, 'µs/event', { ratio: relayWork / rawWork }),
      ],
      detail: { rounds },
    };
  });
}

const perEvent = ({ ms, processorMs }, count) => ({ rate: (count / ms) * 1000, processorMicroseconds: (processorMs * 1000) / count });

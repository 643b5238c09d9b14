import { Kafka, logLevel } from 'kafkajs';
import { testKafkaBrokers } from '@komitmen/testing';
import { createKafkaEventLog } from '../../src';
import type { PrepareGround } from '../garden';
import { inPlot } from './plot';

let plots = 0;

/** A plot of the one broker of the test run: topics and groups get a name of its own in front. */
export const onKafka: PrepareGround = async () => {
  const brokers = testKafkaBrokers();
  const plot = `plot-${process.pid}-${(plots += 1)}-`;
  const forgetCommits = async (): Promise<void> => {
    const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(plot) && group !== `${plot}onlooker`);
    if (own.length === 0) throw new Error('no group had read anything');
    await admin.deleteGroups(own);
    await admin.disconnect();
  };
  const log = createKafkaEventLog({ brokers, clientId: 'garden', sessionTimeoutMs: 6_000 });
  return Promise.resolve({ log: inPlot(log, plot), forgetCommits });
};

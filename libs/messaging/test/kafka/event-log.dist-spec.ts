import { eventually, testKafkaBrokers } from '@komitmen/testing';
import { createKafkaEventLog, type EventLog } from '../../src';
import { describeEventLog } from '../../src/event-log/event-log.contract';
import { Sockets } from './sockets';

describe('the event log on Kafka', () => {
  const sockets = new WeakMap<EventLog, Sockets>();

  const open = (): EventLog => {
    const own = new Sockets();
    const log = createKafkaEventLog({
      brokers: testKafkaBrokers(),
      clientId: 'contract',
      sessionTimeoutMs: 3_000,
      socketFactory: own.factory,
    });
    sockets.set(log, own);
    return log;
  };

  describeEventLog({
    open,
    eventually,
    kill: async (log) => {
      sockets.get(log)?.kill();
      await log.close();
    },
  });
});

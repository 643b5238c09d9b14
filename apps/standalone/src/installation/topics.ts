import { createKafkaEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import { CannotStart } from '@komitmen/platform';
import type { Say } from '../first-start';
import { SERVICE_NAMES } from '../service-names';
import type { TopicSettings } from './settings';
import { waitFor } from './wait-for';

/** Creates the topics that are missing, with the partitions that are fixed for good and as many copies as the settings say. */
export async function createTopics({ KAFKA_BROKERS, KAFKA_REPLICATION }: TopicSettings, say: Say): Promise<void> {
  const eventLog = createKafkaEventLog({
    brokers: KAFKA_BROKERS.split(','),
    clientId: 'komitmen-installation',
    replication: KAFKA_REPLICATION,
  });
  try {
    await waitFor(
      `Kafka at ${KAFKA_BROKERS}`,
      () => eventLog.check(),
      () => true,
      say,
    );
    const before = new Set((await eventLog.topics()).map(({ name }) => name));
    await eventLog.ensureTopics(SERVICE_NAMES.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const made = SERVICE_NAMES.filter((name) => !before.has(name));
    // How many copies a topic has is Kafka's to change, with a plan of who keeps them: docs/operations.md, "More copies of events".
    say(
      made.length === 0
        ? 'All topics are there, with as many copies as they were made with.'
        : `Topics created: ${made.join(', ')}; ${PARTITIONS_PER_TOPIC} partitions each, copies: ${KAFKA_REPLICATION}.`,
    );
  } catch (error) {
    throw error instanceof CannotStart || !(error instanceof Error)
      ? error
      : new CannotStart(`The topics cannot be created: ${error.message}.`);
  } finally {
    await eventLog.close();
  }
}

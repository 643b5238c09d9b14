import { describeConsumer } from '../consumer.promises';
import { describeDeadLetters } from '../dead-letters.promises';
import { describeOutbox } from '../outbox.promises';
import { describePoison } from '../poison.promises';
import { describeRebuild } from '../rebuild.promises';
import { describeRelay } from '../relay.promises';
import { onKafka } from './ground-on-kafka';

describe('on Kafka', () => {
  describe('the outbox', () => describeOutbox(onKafka));
  describe('the relay', () => describeRelay(onKafka));
  describe('the consumer', () => describeConsumer(onKafka));
  describe('poison', () => describePoison(onKafka));
  describe('dead letters', () => describeDeadLetters(onKafka));
  describe('a rebuild', () => describeRebuild(onKafka));
});

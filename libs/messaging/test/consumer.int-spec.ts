import { describeConsumer } from './consumer.promises';
import { onPostgres } from './ground-on-postgres';

describe('the consumer', () => describeConsumer(onPostgres));

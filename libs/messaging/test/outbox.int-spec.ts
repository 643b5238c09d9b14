import { describeOutbox } from './outbox.promises';
import { onPostgres } from './ground-on-postgres';

describe('the outbox', () => describeOutbox(onPostgres));

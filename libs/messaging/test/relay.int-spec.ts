import { describeRelay } from './relay.promises';
import { onPostgres } from './ground-on-postgres';

describe('the relay', () => describeRelay(onPostgres));

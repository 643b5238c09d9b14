import { describeDeadLetters } from './dead-letters.promises';
import { onPostgres } from './ground-on-postgres';

describe('dead letters', () => describeDeadLetters(onPostgres));

import { onPostgres } from './ground-on-postgres';
import { describePoison } from './poison.promises';

describe('poison', () => describePoison(onPostgres));

import { onPostgres } from './ground-on-postgres';
import { describeRebuild } from './rebuild.promises';

describe('a rebuild', () => describeRebuild(onPostgres));

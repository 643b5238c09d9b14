import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeOwnership } from '../../platform/src/embedded-postgres/owner-file';

/** How the folders of brokers begin; those of databases begin otherwise, since each kind is cleared away by its own. */
export const BROKER_FOLDERS = 'komitmen-broker-test-';

/** For a broker in its subfolder `kafka`. What a killed test leaves behind in it is stopped by the next run. */
export function createBrokerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), BROKER_FOLDERS));
  takeOwnership(folder);
  return folder;
}

// What the launcher takes from the built application, so that both shapes judge settings, ports and folders alike.
import { createRequire } from 'node:module';
import { built } from '../prepare.mjs';

const require = createRequire(built('standalone/src/main.js'));
const standalone = (path) => require(`./${path}`);
const platform = (path) => require(`../../../libs/platform/src/${path}`);

export const { ensureDatabaseOwner } = platform('database/database-owner.js');
export const { CannotStart, startEmbeddedPostgres, ensureDataFolder } = platform('embedded-postgres/index.js');
export const { giveUpOwnership, takeOwnership } = platform('embedded-postgres/owner-file.js');
export const { isAlive, isPostmasterOf, processIdentity } = platform('embedded-postgres/process-identity.js');
export const { readPostmasterFile } = platform('embedded-postgres/postmaster-file.js');
export const { FrontDoor } = platform('process/front-door.js');
export const { parseSettings, SettingsError } = platform('settings/settings.js');
export const { SharedSettings } = platform('settings/shared-settings.js');
export const { loopbackUrl, keepAddress, forgetAddress } = standalone('console/address.js');
export const { SERVICE_NAMES } = standalone('service-names.js');

import { parseSettings, SharedSettings } from '@komitmen/platform';
import type { Static } from '@sinclair/typebox';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder that holds package.json: relative paths in settings start here, wherever the command was given. */
export const checkout = nearestPackage(__dirname);

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) || folder === dirname(folder) ? folder : nearestPackage(dirname(folder));
}

export type StandaloneSettings = Static<typeof SharedSettings>;

export function readSettings(environment: NodeJS.ProcessEnv): StandaloneSettings {
  const settings = parseSettings(SharedSettings, environment);
  return { ...settings, DATA_DIR: resolve(checkout, settings.DATA_DIR) };
}

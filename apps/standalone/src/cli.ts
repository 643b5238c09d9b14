import 'reflect-metadata';
import { CannotStart, SettingsError } from '@komitmen/platform';
import { Refused } from './console/console-api';
import { program } from './console/program';

program()
  .parseAsync()
  .catch((error: unknown) => {
    const expected = error instanceof CannotStart || error instanceof SettingsError || error instanceof Refused;
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  });

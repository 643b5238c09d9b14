import type { Command } from 'commander';
import { resolve } from 'node:path';
import { checkout } from '../settings';
import { backUp } from './backup';
import { findInstallation } from './installation';
import { restore } from './restore';
import { counted } from './telling';

const say = (line: string): void => console.log(line);

const FINDING = `
For the distributed shape it reads DATABASE_URL (the owner) and KAFKA_BROKERS, also from the folder SECRETS_DIR, the folder "installation"
of the secrets; else it finds what "npm start" or "npm run start:distributed" keep in DATA_DIR.`;

export function addBackupCommands(komitmen: Command): void {
  komitmen
    .command('backup <folder>')
    .description('write this moment of the installation into a new folder, while it works or stands still')
    .addHelpText('after', FINDING)
    .action(async (folder: string) => makeBackup(resolve(checkout, folder)));
  komitmen
    .command('restore <folder>')
    .description('bring an empty installation, whose services do not run, to the moment of a backup')
    .addHelpText('after', FINDING)
    .action(async (folder: string) => makeRestored(resolve(checkout, folder)));
}

async function makeBackup(folder: string): Promise<void> {
  const installation = findInstallation(process.env);
  const { moment, tables, topics, keys } = await backUp(installation, folder, say);
  const events = topics.flatMap(({ records }) => records).reduce((sum, count) => sum + count, 0);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(`The backup of ${moment} is in ${folder}: ${counted(rows, 'row')}${topics.length > 0 ? `, ${counted(events, 'event')}` : ''}.`);
  say(`The keys are not in it. Keep these too, in another place (${installation.keyFolder}): ${Object.keys(keys).join(', ')}.`);
}

async function makeRestored(folder: string): Promise<void> {
  const { moment } = await restore(findInstallation(process.env), folder, say);
  say(`Restored: everything is as it was at ${moment}. Start it; letters that left after that moment may leave once more.`);
}

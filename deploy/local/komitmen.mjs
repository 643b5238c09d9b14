// `npm run komitmen -- <command>`: the command line of a running application.
import { existsSync } from 'node:fs';
import { built, run } from './prepare.mjs';

if (existsSync(built('standalone/src/cli.js'))) {
  await run('standalone/src/cli.js');
} else {
  console.error('Komitmen is not built yet: run "npm start" or "npm run build" first.');
  process.exitCode = 1;
}

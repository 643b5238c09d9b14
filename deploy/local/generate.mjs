// `npm run generate`: writes docs/openapi.json, docs/asyncapi.json and docs/settings.md from the code.
import { build, install, installed, run } from './prepare.mjs';

try {
  if (!installed()) await install();
  await build({ only: 'server' });
  await run('standalone/src/generate.js');
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

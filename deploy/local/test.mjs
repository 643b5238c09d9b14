// `npm test`: installs and builds what is missing, then runs every tier, the browser last. Words after `--` go to jest.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, execute, prepare } from './prepare.mjs';

const tiers = ['unit', 'integration', 'end-to-end', 'browser'];
const folder = join(checkout, 'coverage/results');
const chosen = process.argv.slice(2);

try {
  await prepare();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failed = [];
  for (const tier of tiers) {
    console.log(`\n${tier} tests`);
    await runTier(tier).catch((error) => {
      if (error.exitCode > 1) throw error;
      failed.push(tier);
    });
  }
  summarise(failed);
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

function runTier(tier) {
  // The parts of one application share two cores with the tests that drive it: those tests run one file at a time.
  const pace = tier === 'end-to-end' || tier === 'browser' ? ['--runInBand'] : [];
  const words = [
    '--selectProjects',
    tier,
    '--ci',
    '--json',
    '--outputFile',
    join(folder, `${tier}.json`),
    '--passWithNoTests',
    '--forceExit',
    ...pace,
  ];
  return execute(process.execPath, ['node_modules/jest/bin/jest.js', ...words, ...chosen]);
}

function summarise(failedTiers) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  console.log('');
  for (const tier of tiers) {
    const file = join(folder, `${tier}.json`);
    if (!existsSync(file)) continue;
    const result = JSON.parse(readFileSync(file, 'utf8'));
    const counts = {
      passed: result.numPassedTests,
      // A file that does not even load has no tests to count.
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests + result.numTodoTests,
    };
    console.log(`${tier}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  const noneSkipped = !process.env.CI || sum.skipped === 0 || chosen.length > 0;
  if (!noneSkipped) console.log('Skipped tests count as failed where CI is set.');
  console.log(`tests: ${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
  if (failedTiers.length > 0 || sum.failed > 0 || !noneSkipped || sum.passed === 0) process.exitCode = 1;
}

// `npm test`: installs and builds what is missing, then runs every tier, the browser last. Words after `--` go to jest.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireJava } from './kafka/kafka.mjs';
import { checkout, execute, prepare } from './prepare.mjs';
import { requireRedis } from './redis.mjs';

const standalone = ['unit', 'integration', 'end-to-end', 'browser'].map((name) => ({ name, project: name }));
/** Over Kafka and Redis, which need Java: what only that shape has, and then the tests of the whole application unchanged. */
const distributed = [
  { name: 'distributed', project: 'distributed' },
  { name: 'end-to-end, distributed', project: 'end-to-end', shape: 'distributed' },
  { name: 'browser, distributed', project: 'browser', shape: 'distributed' },
];
const SIDE_BY_SIDE = ['unit', 'integration', 'distributed'];
const folder = join(checkout, 'coverage/results');
const chosen = process.argv.slice(2);

try {
  await prepare();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failed = [];
  const missing = missingForDistributed();
  const tiers = missing === undefined ? [...standalone, ...distributed] : standalone;
  for (const tier of tiers) {
    console.log(`\n${tier.name} tests`);
    await runTier(tier).catch((error) => {
      if (error.exitCode > 1) throw error;
      failed.push(tier.name);
    });
  }
  summarise(tiers, failed, missing);
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

/** Why the distributed shape cannot be tried on this machine, in a sentence; undefined when it can. */
function missingForDistributed() {
  try {
    requireJava();
    requireRedis();
    return undefined;
  } catch (error) {
    if (error.expected) return error.message;
    throw error;
  }
}

function resultOf({ name }) {
  return join(folder, `${name.replace(', ', '-')}.json`);
}

function runTier(tier) {
  // The parts of one application share two cores with the tests that drive it: those tests run one file at a time.
  const pace = SIDE_BY_SIDE.includes(tier.project) ? ['--maxWorkers', '2'] : ['--runInBand'];
  const words = [
    '--selectProjects',
    tier.project,
    '--ci',
    '--json',
    '--outputFile',
    resultOf(tier),
    ...(chosen.length > 0 ? ['--passWithNoTests'] : []),
    '--forceExit',
    ...pace,
  ];
  return execute(process.execPath, ['node_modules/jest/bin/jest.js', ...words, ...chosen], { env: { ...process.env, SHAPE: tier.shape } });
}

function summarise(tiers, failedTiers, missing) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  console.log('');
  for (const tier of tiers) {
    const file = resultOf(tier);
    if (!existsSync(file)) continue;
    const result = JSON.parse(readFileSync(file, 'utf8'));
    const counts = {
      passed: result.numPassedTests,
      // A file that does not even load has no tests to count.
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests + result.numTodoTests,
    };
    console.log(`${tier.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  const noneSkipped = !process.env.CI || (sum.skipped === 0 && missing === undefined) || chosen.length > 0;
  if (missing !== undefined) console.log(`\nNOT RUN: the tests of the distributed shape (Kafka and Redis). ${missing}\n`);
  if (!noneSkipped) console.log('What is left out counts as failed where CI is set.');
  console.log(`tests: ${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
  if (failedTiers.length > 0 || sum.failed > 0 || !noneSkipped || sum.passed === 0) process.exitCode = 1;
}

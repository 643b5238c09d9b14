// `npm run crashes [-- --shape standalone|distributed] [--step NAME | --random N] [--seed N]`: processes killed at every point of every
// service, or at those of one step, or with --random at so many moments of a seed's choice.
import { parseArgs } from 'node:util';
import { library } from '../bench/built.mjs';
import { requireJava } from './kafka/kafka.mjs';
import { execute, prepare } from './prepare.mjs';
import { requireRedis } from './redis.mjs';

try {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      random: { type: 'string' },
      step: { type: 'string' },
      shape: { type: 'string', default: 'standalone' },
    },
  });
  const { shape, random, step = 'all', seed = String(Math.floor(Math.random() * 1_000_000)) } = values;
  if (!/^\d{1,9}$/.test(seed) || !/^\d{1,5}$/.test(random ?? '0') || !['standalone', 'distributed'].includes(shape))
    throw new Error('Say --seed and --random with whole numbers, --shape with standalone or distributed.');
  if (shape === 'distributed') {
    requireJava();
    requireRedis();
  }
  if (values.step !== undefined && random !== undefined) throw new Error('Say either --step or --random: a random moment is of no step.');
  await prepare();
  const { STEPS } = library('messaging');
  if (step !== 'all' && !(step in STEPS)) throw new Error(`There is no step "${step}"; there is ${Object.keys(STEPS).join(', ')}.`);
  console.log(`\nnpm run crashes -- --shape ${shape} --seed ${seed}${random === undefined ? ` --step ${step}` : ` --random ${random}`}`);
  const words = ['--selectProjects', 'end-to-end', '--runInBand', '--forceExit', 'apps/standalone/test/crashes'];
  const kind = random === undefined ? { CRASH_POINTS: step, CRASH_MOMENTS: '0' } : { CRASH_POINTS: 'none', CRASH_MOMENTS: random };
  const env = { ...process.env, SHAPE: shape, CRASH_SEED: seed, ...kind };
  await execute(process.execPath, ['node_modules/jest/bin/jest.js', ...words], { env });
} catch (error) {
  console.error(error.expected || error.exitCode === undefined ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

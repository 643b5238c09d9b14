// `npm run faults [-- --seed N] [--minutes M]`: the distributed shape under a load while everything fails that a seed chooses.
import { parseArgs } from 'node:util';
import { requireJava } from './kafka/kafka.mjs';
import { execute, prepare } from './prepare.mjs';
import { requireRedis } from './redis.mjs';

try {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, minutes: { type: 'string', default: '5' } } });
  const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000));
  if (!/^\d{1,9}$/.test(seed) || !(Number(values.minutes) > 0))
    throw new Error('Say --seed with a whole number, --minutes with more than 0.');
  requireJava();
  requireRedis();
  await prepare();
  console.log(`\nnpm run faults -- --seed ${seed} --minutes ${values.minutes}`);
  const words = ['--selectProjects', 'distributed', '--runInBand', '--forceExit', 'apps/standalone/test/distributed/faults.dist-spec.ts'];
  const env = { ...process.env, FAULTS_SEED: seed, FAULTS_MINUTES: values.minutes };
  await execute(process.execPath, ['node_modules/jest/bin/jest.js', ...words], { env });
} catch (error) {
  console.error(error.expected || error.exitCode === undefined ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

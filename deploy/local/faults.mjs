// `npm run faults [-- --seed N] [--minutes M]`: the distributed shape under a load while everything fails that a seed chooses.
// `npm run faults -- parts`: the standalone shape while one part after the other fails, each for its whole time.
import { parseArgs } from 'node:util';
import { requireJava } from './kafka/kafka.mjs';
import { execute, prepare } from './prepare.mjs';
import { requireRedis } from './redis.mjs';

const jest = (project, path, env) =>
  execute(process.execPath, ['node_modules/jest/bin/jest.js', '--selectProjects', project, '--runInBand', '--forceExit', path], {
    env: { ...process.env, ...env },
  });

async function distributed({ seed = String(Math.floor(Math.random() * 1_000_000)), minutes }) {
  if (!/^\d{1,9}$/.test(seed) || !(Number(minutes) > 0)) throw new Error('Say --seed with a whole number, --minutes with more than 0.');
  requireJava();
  requireRedis();
  await prepare();
  console.log(`\nnpm run faults -- --seed ${seed} --minutes ${minutes}`);
  await jest('distributed', 'apps/standalone/test/distributed/faults.dist-spec.ts', { FAULTS_SEED: seed, FAULTS_MINUTES: minutes });
}

async function parts() {
  await prepare();
  await jest('end-to-end', 'apps/standalone/test/parts/', { PARTS_SLOW_SECONDS: '60' });
}

try {
  const options = { seed: { type: 'string' }, minutes: { type: 'string', default: '5' } };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  if (positionals.some((word) => word !== 'parts'))
    throw new Error(`There are no faults of "${positionals.join(' ')}"; there are those of "parts".`);
  await (positionals.length > 0 ? parts() : distributed(values));
} catch (error) {
  console.error(error.expected || error.exitCode === undefined ? error.message : error);
  process.exitCode = error.exitCode || 1;
}

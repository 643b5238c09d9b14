import { MUTANTS, type MutantName } from './mutants';
import { simulate, type SimulationOptions } from './simulation';

/** What `simulate.mjs` asks of one process: every `step`th seed. */
interface Order {
  from: number;
  seeds: number;
  step: number;
  planted?: string;
  trace: boolean;
}

const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name);

async function work({ from, seeds, step, planted, trace }: Order): Promise<void> {
  if (planted !== undefined && !isMutant(planted))
    throw new Error(`no bug is called ${planted}; there is ${Object.keys(MUTANTS).join(', ')}`);
  const options: SimulationOptions = { mutant: planted, ...(trace ? { print: (line) => process.stdout.write(`${line}\n`) } : {}) };
  for (let seed = from; seed < from + seeds; seed += step) process.send?.(await simulate(seed, options));
}

process.once('message', (order) => {
  work(order as Order).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
});

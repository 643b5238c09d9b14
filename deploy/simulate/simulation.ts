import { Logger } from '@nestjs/common';
import { LETTERS } from './dead-letters';
import { onSimulatedMachine } from './machine';
import { MUTANTS, type MutantName } from './mutants';
import { Random } from './random';
import { Scheduler } from './scheduler';
import { stop } from './service';
import { Trace } from './trace';
import { type Running, World } from './world';
import { beginDay, command, PROVINCES, register, SOURCES } from './workload';

/** When all must have come to rest after the last fault, in simulated milliseconds. */
const REST_WITHIN_MS = 60_000;

export interface SimulationOptions {
  /** A planted bug. */
  mutant?: MutantName | undefined;
  /** Gets every line of what happens. */
  print?: (line: string) => void;
}

export interface Outcome {
  seed: number;
  violations: string[];
  /** Of all that happened, in order: the same for every run of a seed. */
  hash: string;
  steps: number;
  simulatedMs: number;
  /** How often what happened: commands' events, crashes, pauses ... */
  tally: Record<string, number>;
}

/** Runs one seed: a storm of commands and faults, then calm, until nothing moves any more. */
export async function simulate(seed: number, { mutant, print }: SimulationOptions = {}): Promise<Outcome> {
  const scheduler = new Scheduler();
  const random = new Random(seed);
  const trace = new Trace(scheduler, print);
  Logger.overrideLogger(tellingTrace(trace));
  return onSimulatedMachine(scheduler, random.fork(), async () => {
    const world = new World(scheduler, random, trace, mutant && MUTANTS[mutant]);
    const storm = new Storm(world);
    storm.begin();
    let steps = await scheduler.runUntil(storm.endsAt);
    trace.note('calm');
    world.calm();
    steps += await scheduler.runUntil(storm.endsAt + REST_WITHIN_MS, () => storm.isOver);
    if (storm.isOver) world.checks.finish(world.databases);
    else world.checks.violated(`did not come to rest: ${world.whatWaits().join(', ')}`);
    const { violations, committed } = world.checks;
    return { seed, violations, hash: trace.hash, steps, simulatedMs: scheduler.now, tally: { events: committed.size, ...trace.tally } };
  });
}

/** What users, operators and misfortune do, second by second. */
class Storm {
  readonly endsAt: number;
  isOver = false;

  constructor(private readonly world: World) {
    this.endsAt = world.random.between(3_000, 8_000);
  }

  begin(): void {
    const { world } = this;
    const { random, weather } = world;
    world.startAll();
    this.someTime(50, () => this.toSomebody('regencies', 'register', ({ service }) => register(service)));
    for (let commands = 5 + random.below(30); commands > 0; commands -= 1) {
      const source = random.pick(SOURCES);
      this.someTime(this.endsAt, () => this.toSomebody(source, 'command', ({ service }) => command(source, service, random)));
    }
    for (const source of SOURCES)
      for (const province of PROVINCES)
        this.someTime(this.endsAt, () => this.toSomebody(source, 'begin day', ({ service }) => beginDay(source, service, province)));
    this.every(1_000, () => {
      if (random.chance(weather.restart)) this.restart();
      if (random.chance(weather.pause)) this.pause();
      if (random.chance(weather.fall)) world.fall();
      if (random.chance(weather.rubbish)) world.litter();
    });
    this.every(400, () => this.decide());
    this.every(100, () => (this.isOver = world.scheduler.now > this.endsAt && world.whatWaits().length === 0));
  }

  private someTime(within: number, work: () => void): void {
    this.world.scheduler.plan(this.world.random.between(0, within), null, work);
  }

  private every(milliseconds: number, work: () => void): void {
    const { scheduler } = this.world;
    scheduler.plan(milliseconds, null, () => {
      work();
      this.every(milliseconds, work);
    });
  }

  private toSomebody(name: string, what: string, work: (one: Running) => Promise<unknown>): void {
    const processes = this.world.of(name);
    if (processes.length === 0) return;
    const one = this.world.random.pick(processes);
    this.world.ask(one, what, () => work(one));
  }

  private restart(): void {
    const { world } = this;
    if (world.running.size === 0) return;
    const one = world.random.pick([...world.running]);
    if (world.random.chance(0.5)) return world.crash(one.process);
    world.ask(one, 'is told to stop', () =>
      stop(one.service).then(() => {
        world.trace.happened('orderly stops');
        world.end(one);
        world.launch(one.name, world.random.between(20, 2_000));
      }),
    );
  }

  private pause(): void {
    const { world } = this;
    if (world.running.size === 0) return;
    const { process } = world.random.pick([...world.running]);
    process.pausedUntil = world.scheduler.now + world.broker.leaseMs * world.random.between(0.3, 4);
    world.trace.note(`${process.name} stands still`);
    world.trace.happened('pauses');
  }

  /** An operator looks at the dead letters: some are replayed, whether or not the cause is mended; what is hopeless is discarded. */
  private decide(): void {
    const { world } = this;
    const { random } = world;
    for (const [name, database] of world.databases) {
      const open = database.look(LETTERS).filter(({ state }) => state === 'open');
      if (open.length === 0) continue;
      const { id, record } = random.pick(open);
      const isHopeless = record.headers['x-rubbish'] !== undefined;
      const isStorm = world.scheduler.now < this.endsAt;
      if (isStorm && random.chance(0.5)) continue;
      if (isStorm && random.chance(0.3)) world.poison.repair(name, record.headers['ce_id'] ?? '');
      const discards = isHopeless || (isStorm && random.chance(0.1));
      this.toSomebody(name, discards ? 'discard' : 'replay', ({ service: { deadLetters } }) =>
        discards ? deadLetters.discard(id, { by: 'admin', reason: 'hopeless' }) : deadLetters.replay(id, 'admin'),
      );
    }
  }
}

const tellingTrace = (trace: Trace) => {
  const tell = (message: unknown): void => trace.note(`logs: ${String(message)}`);
  return { log: tell, warn: tell, error: tell, fatal: tell };
};

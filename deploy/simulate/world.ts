import { type ChunkContext, type Envelope, inRuns, PARTITIONS_PER_TOPIC, type Received } from '@komitmen/messaging';
import { Broker } from './broker';
import { Checks } from './checks';
import { Database, Transaction } from './database';
import { LETTERS } from './dead-letters';
import { SimulatedEventLog } from './event-log';
import { waitingIn } from './messaging-stores';
import type { Mutant } from './mutants';
import { Network } from './network';
import { Poison } from './poison';
import type { Random } from './random';
import { Process, type Scheduler } from './scheduler';
import { addProjection } from './scorecards-stores';
import { addHandler, createService, partsOn, type Service, start } from './service';
import type { Trace } from './trace';
import { clearUp, drawWeather, type Weather } from './weather';
import { CONSUMES, rubbish, SOURCES, typesFor } from './workload';

const SERVICES = [...SOURCES, ...Object.keys(CONSUMES)];

export interface Running {
  process: Process;
  name: string;
  service: Service;
}

/** All services, each as one or two processes, with what outlives them: their schemas and the log. */
export class World {
  readonly databases = new Map<string, Database>();
  readonly running = new Set<Running>();
  readonly checks = new Checks();
  readonly weather: Weather;
  readonly network: Network;
  readonly broker: Broker;
  readonly poison: Poison;
  private readonly chunkSize: number;
  private incarnations = 0;

  constructor(
    readonly scheduler: Scheduler,
    readonly random: Random,
    readonly trace: Trace,
    private readonly mutant: Mutant | undefined,
  ) {
    this.weather = drawWeather(random);
    this.network = new Network(scheduler, random.fork(), this.weather, trace, (process) => this.crash(process));
    this.broker = new Broker(scheduler, random.fork(), this.weather, trace, random.between(800, 3_000), this.checks.appends);
    this.poison = new Poison(random.fork(), this.weather);
    this.chunkSize = 1 + random.below(12);
    for (const name of SERVICES) {
      this.broker.createTopic(name, PARTITIONS_PER_TOPIC);
      this.databases.set(name, new Database(name, this.network, this.checks.commits));
    }
  }

  startAll(): void {
    for (const name of SERVICES) for (let replica = 0; replica < 1 + this.random.below(2); replica += 1) this.launch(name, 0);
  }

  of(name: string): Running[] {
    return [...this.running].filter((one) => one.name === name && one.process.alive);
  }

  /** Runs work in a process, as if a request had come to it; what it throws is the requester's loss. */
  ask({ process }: Running, what: string, work: () => Promise<unknown>): void {
    this.scheduler.plan(0, process, () => {
      this.trace.note(what);
      work().catch((error: unknown) => this.scheduler.current && this.trace.note(`${what} fails: ${String(error)}`));
    });
  }

  crash(process: Process): void {
    const [crashed] = [...this.running].filter((one) => one.process === process);
    if (!crashed) return;
    this.trace.note('dies');
    this.trace.happened('crashes');
    this.end(crashed);
    this.launch(crashed.name, this.random.between(20, 2_000));
  }

  /** Its connections end with it, or are found to be dead some time later. */
  end(ended: Running): void {
    ended.process.alive = false;
    this.running.delete(ended);
    const noticed = this.random.chance(0.8) ? 5 : this.random.between(5, 8_000);
    this.scheduler.plan(noticed, null, () => {
      for (const database of this.databases.values())
        for (const session of [...database.sessions]) if (session.owner === ended.process) session.cut();
    });
  }

  launch(name: string, delayMs: number): void {
    this.incarnations += 1;
    const process = new Process(`${name} #${this.incarnations}`, Math.floor(this.random.between(-5_000, 5_000)));
    this.scheduler.plan(delayMs, process, () => {
      this.trace.note('starts');
      const service = this.create(name, process);
      this.running.add({ process, name, service });
      start(service);
    });
  }

  calm(): void {
    clearUp(this.weather);
    this.poison.repairAll();
  }

  /** What waits anywhere: to be published, to be consumed, for a decision. */
  whatWaits(): string[] {
    const waits = (what: string, count: number): string[] => (count > 0 ? [`${what} ${count}`] : []);
    return [...this.databases.values()].flatMap((database) => [
      ...waits(`outbox of ${database.name}`, waitingIn(database)),
      ...waits(`dead letters of ${database.name}`, database.look(LETTERS).filter(({ state }) => state === 'open').length),
      ...waits(`events before ${database.name}`, this.broker.lag(database.name, CONSUMES[database.name] ?? [])),
    ]);
  }

  fall(): void {
    const database = this.random.pick([...this.databases.values()]);
    this.trace.note(`the database of ${database.name} falls`);
    this.trace.happened('databases fallen');
    database.fall();
  }

  litter(): void {
    this.trace.happened('foreign records');
    this.broker.append([rubbish(this.random)]);
  }

  private create(name: string, process: Process): Service {
    const database = this.databases.get(name);
    if (!database) throw new Error(`there is no service ${name}`);
    const eventLog = new SimulatedEventLog(process.name, this.broker, this.network);
    const options = { service: name, consumes: CONSUMES[name] ?? [], eventLog, chunkSize: this.chunkSize };
    const parts = partsOn(database, options);
    const service = createService(database, this.mutant?.(parts, database) ?? parts);
    const together = inRuns();
    const count = async (run: readonly Received[], context: ChunkContext): Promise<void> => {
      for (const { event, record } of run) {
        await this.poison.touch(event, context);
        await Transaction.of(context.transaction).statement('effect', (open) => open.effects.push(effectOf(event, record.topic)));
      }
    };
    for (const type of typesFor(name)) addHandler(service.strategy, type, count, together);
    if (name === 'scorecards') addProjection(service);
    return service;
  }
}

const effectOf = (event: Envelope, topic: string) => ({ eventId: event.id, topic, key: event.subject, version: event.aggregateversion });

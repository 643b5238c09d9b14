// Puts up the whole distributed shape on this machine, step by step, and takes it down in the opposite order.
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart, forgetAddress, FrontDoor, giveUpOwnership, keepAddress, SettingsError, takeOwnership } from './built.mjs';
import { makeFolders, makeSecrets, prepareServers, restoreBackup } from './installation.mjs';
import { choosePorts, kafkaServer, postgresServer, redisServer } from './own-servers.mjs';
import { planDemonstration, planServices } from './plan.mjs';
import { Program, rotate } from './program.mjs';
import { untilReady } from './readiness.mjs';
import { endLeftBehind, forgetProcesses, writeProcesses } from './registry.mjs';
import { seconds } from './servers.mjs';
import { environmentToHandOn, readSettings } from './settings.mjs';
import { overview } from './overview.mjs';

/** A start that is told to end goes on to the end of its step. */
const STEP_LIMIT_MS = 60_000;

class Stopped extends Error {}

class Launcher {
  programs = [];
  servers = {};
  tasks = new Set();
  stopping = false;
  environment = environmentToHandOn(process.env);

  constructor(settings) {
    this.settings = settings;
  }

  say = (line) => {
    process.stdout.write(`${line}\n`);
  };

  async start() {
    const begun = Date.now();
    const { settings, say } = this;
    await this.takePlace();
    const brokers = await this.startServers();
    await this.step('Preparing database and topics', () =>
      prepareServers(settings, this.servers.postgres?.running.url, brokers, this.environment, this.tasks),
    );
    if (settings.backup !== undefined)
      await this.step(`Restoring ${settings.backup}`, () => restoreBackup(settings, brokers, this.environment, this.tasks));
    const services = await this.startServices(brokers);
    const front = services.find(({ name }) => name === 'gateway');
    keepAddress(settings.folder, front.address);
    const accounts = await this.startDemonstration(front.address);
    say(`\n${overview(settings, this.servers, this.programs, brokers)}\n`);
    accounts.forEach(say);
    say(`Komitmen is ready: ${front.address} (after ${seconds(begun)}; Ctrl-C stops everything)`);
  }

  /** One launcher per folder; what an earlier one left behind has ended before anything is started. */
  async takePlace() {
    const { settings, say } = this;
    makeFolders(settings);
    takeOwnership(settings.folder);
    this.owns = true;
    await endLeftBehind(settings.folder, say);
    const door = new FrontDoor();
    await door.listen(settings.HOST, settings.PORT);
    await door.close();
  }

  async startServers() {
    const { settings, servers, say } = this;
    const ports = await choosePorts(settings.folder);
    if (settings.DATABASE_URL === undefined) servers.postgres = postgresServer(settings, ports.postgres, say);
    if (settings.KAFKA_BROKERS === undefined) servers.kafka = kafkaServer(settings, say);
    if (settings.REDIS_URL === undefined) servers.redis = redisServer(settings, ports.redis, say);
    say(
      `Starting ${
        Object.values(servers)
          .map(({ title }) => title)
          .join(', ') || 'no server'
      } and making the secrets ...`,
    );
    const secrets = makeSecrets(settings, ports, this.environment, this.tasks);
    await all([servers.postgres?.up(), servers.kafka?.up(), secrets.then(() => servers.redis?.up())]);
    return settings.KAFKA_BROKERS ?? servers.kafka.running.brokers;
  }

  async startServices(brokers) {
    const planned = await planServices(this.settings, brokers);
    const begun = Date.now();
    this.goOn();
    this.say(`Starting ${planned.length} services ...`);
    const services = planned.map((one) => this.program(one));
    await all(
      services.map(async (service) => {
        await untilReady(service, () => this.stopping);
        if (!this.stopping) this.say(`${service.title} is ready (${seconds(begun)}).`);
      }),
    );
    this.goOn();
    return services;
  }

  /** @returns what the terminal is told of the accounts. */
  startDemonstration(url) {
    return new Promise((resolve, reject) => {
      this.demonstration = this.program(planDemonstration(this.settings, url), ({ line, accounts }) => {
        if (line !== undefined && !this.stopping) this.say(line);
        if (accounts !== undefined) resolve(accounts);
      });
      this.onEnd = () => reject(new Stopped());
    });
  }

  program(planned, onMessage) {
    const environment = { ...this.environment, ...planned.settings };
    const onChange = () => this.stopping || writeProcesses(this.settings.folder, this.programs);
    const program = new Program({ ...planned, environment }, { say: this.say, onChange, onMessage });
    rotate(program.logFile);
    this.programs.push(program);
    program.start();
    return program;
  }

  async step(title, work) {
    this.goOn();
    const begun = Date.now();
    this.say(`${title} ...`);
    await work();
    this.goOn();
    this.say(`${title}: done (${seconds(begun)}).`);
  }

  goOn() {
    if (this.stopping) throw new Stopped();
  }

  /** Programs before the servers that they use. @returns what did not end as it should, in words. */
  async stop(starting) {
    this.stopping = true;
    this.onEnd?.();
    for (const task of this.tasks) task.kill('SIGTERM');
    await Promise.race([starting, delay(STEP_LIMIT_MS, undefined, { ref: false })]);
    const troubles = [];
    const { postgres, kafka, redis } = this.servers;
    const front = this.programs.filter(({ name }) => name === 'demonstration' || name === 'gateway');
    for (const parts of [front, this.programs, [redis], [kafka], [postgres]]) {
      const ends = await Promise.allSettled(parts.map((part) => part?.stop()));
      troubles.push(...ends.flatMap(({ reason }) => (reason === undefined ? [] : [reason.message])));
    }
    if (this.owns) {
      forgetAddress(this.settings.folder);
      forgetProcesses(this.settings.folder);
      giveUpOwnership(this.settings.folder);
    }
    return troubles;
  }
}

/** Waits for all of them, also when one fails: what came up must be known before it can be ended. */
async function all(works) {
  const ends = await Promise.allSettled(works);
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

const isExpected = (error) => error.expected || error instanceof CannotStart || error instanceof SettingsError;

export async function launch(words) {
  let launcher;
  let starting;
  let ending;
  const end = (code) => {
    ending ??= launcher.stop(starting).then((troubles) => {
      for (const trouble of troubles) process.stderr.write(`Stopping: ${trouble}\n`);
      process.exit(troubles.length > 0 ? 1 : code);
    });
    return ending;
  };
  const fail = (error) => {
    if (error instanceof Stopped || ending) return;
    process.stderr.write(`${isExpected(error) ? error.message : (error.stack ?? error)}\n`);
    void end(1);
  };
  process.stdout.on('error', () => undefined);
  try {
    launcher = new Launcher(readSettings(process.env, words));
  } catch (error) {
    throw Object.assign(error, { expected: isExpected(error) });
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (ending) return;
      launcher.say('Stopping ...');
      void end(0);
    });
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  starting = launcher.start().catch(fail);
  await starting;
}

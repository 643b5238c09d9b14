// A real Kafka broker on this machine without Docker: one node, KRaft, 127.0.0.1 only. No package may be imported here.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Expected, freePort, isFree, readJson, says, startServer, stopLeftBehind } from '../server-process.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const jars = resolve(here, '../../../.cache/kafka-4.3.0');
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';

/** Refuses, in one sentence, a machine that cannot run the broker. Maven is needed once: it fetches the jars. */
export function requireJava() {
  const version = says(java, ['-version']);
  const major = Number(/version "(\d+)/.exec(version ?? '')?.[1] ?? 0);
  if (major < 17)
    throw new Expected(
      `Java 17 or newer is missing${major > 0 ? ` (${java} is Java ${major})` : ''}: install it, for example with "apt-get install openjdk-17-jre-headless".`,
    );
  if (!existsSync(jars) && says('mvn', ['-v']) === undefined)
    throw new Expected('Maven, which fetches Kafka, is missing: install it, for example with "apt-get install maven".');
}

/** Starts the broker on a folder, or starts it again with what the folder holds. Ready when it answers. */
export async function startKafka({ folder, port, log = () => undefined }) {
  const place = resolve(folder);
  const properties = join(place, 'server.properties');
  const pidFile = join(place, 'broker.json');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  requireJava();
  await fetchJars(log);
  await stopLeftBehind(pidFile, properties, log);
  const ports = await choosePorts(join(place, 'ports.json'), port);
  writeFileSync(properties, settings(place, ports), { mode: 0o600 });
  await format(place, properties, log);
  const broker = await startServer({
    title: 'Kafka',
    command: java,
    words: ['-Xms256m', '-Xmx512m', '-XX:+ExitOnOutOfMemoryError', ...logging('warn'), '-cp', `${jars}/*`, 'kafka.Kafka', properties],
    word: properties,
    cwd: place,
    pidFile,
    logFile: join(place, 'broker.log'),
    answers: () => answers(ports.broker),
  });
  return { brokers: `127.0.0.1:${ports.broker}`, ...broker };
}

async function fetchJars(log) {
  if (existsSync(jars)) return;
  log('Fetching Kafka (43 MB, once) ...');
  const temporary = `${jars}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const words = ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${temporary}`];
    const { code, said } = await runToEnd('mvn', [...words, '-DincludeScope=runtime']);
    if (code !== 0) throw new Expected(`Maven could not fetch Kafka; are its repositories within reach? It said:\n${said}`);
    renameSync(temporary, jars);
  } catch (error) {
    // Another run may have been faster.
    if (!existsSync(jars)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The ports of the first start, as long as they are free: who knows the broker's address finds it again. */
async function choosePorts(file, wanted) {
  const before = readJson(file) ?? {};
  if (wanted !== undefined && !(await isFree(wanted)))
    throw new Expected(`Port ${wanted} of 127.0.0.1, wanted for Kafka, is in use: stop what uses it, or choose another port.`);
  const broker = wanted ?? (await freePort(before.broker));
  let controller = await freePort(before.controller);
  while (controller === broker) controller = await freePort();
  writeFileSync(file, JSON.stringify({ broker, controller }));
  return { broker, controller };
}

function settings(place, { broker, controller }) {
  return `process.roles=broker,controller
node.id=1
listeners=BROKER://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=BROKER://127.0.0.1:${broker}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:${controller}
log.dirs=${join(place, 'data').replaceAll('\\', '/')}
# Nothing is ever forgotten: read models are rebuilt from here.
log.retention.ms=-1
log.cleanup.policy=delete
offsets.retention.minutes=52560000
auto.create.topics.enable=false
num.partitions=8
default.replication.factor=1
min.insync.replicas=1
log.segment.bytes=134217728
log.index.size.max.bytes=1048576
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# A broker that was killed is let in again once its predecessor counts as dead.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
num.network.threads=2
num.io.threads=4
background.threads=4
`;
}

async function format(place, properties, log) {
  const done = join(place, 'formatted');
  if (existsSync(done)) return;
  log('Preparing the broker (once) ...');
  rmSync(join(place, 'data'), { recursive: true, force: true });
  const tool = ['-Xmx128m', ...logging('error'), '-cp', `${jars}/*`, 'kafka.tools.StorageTool', 'format'];
  const { code, said } = await runToEnd(java, [...tool, '-t', clusterId(), '-c', properties]);
  if (code !== 0) throw new Expected(`Kafka could not prepare ${place}: ${said}`);
  writeFileSync(done, '');
}

/** Kafka takes no id that begins with a dash. */
function clusterId() {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}

function logging(level) {
  return [
    `-Dorg.slf4j.simpleLogger.defaultLogLevel=${level}`,
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss',
  ];
}

function runToEnd(command, words) {
  return new Promise((done, failed) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', (error) => failed(new Expected(`${command} could not be run: ${error.message}`)));
    child.once('close', (code) => done({ code, said: Buffer.concat(said).toString().trim() }));
  });
}

/** Asks for the cluster's metadata (version 1, no topics): the broker is ready once it names itself. */
function answers(port) {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4); // Metadata
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8); // correlation id
  request.writeInt16BE(-1, 12); // no client id
  request.writeInt32BE(0, 14); // no topics
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    let received = Buffer.alloc(0);
    socket.setTimeout(10_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 12) end(received.readInt32BE(8) > 0);
    });
  });
}

// A Redis on this machine without Docker: 127.0.0.1 only, forgets nothing. No package may be imported here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { Expected, freePort, isFree, readJson, says, startServer, stopLeftBehind } from './server-process.mjs';

/** Refuses, in one sentence, a machine without Redis. */
export function requireRedis() {
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(says('redis-server', ['--version']) ?? '') ?? [];
  if (major === undefined) throw new Expected('Redis is missing: install it, for example with "apt-get install redis-server".');
  if (Number(major) < 6 || (Number(major) === 6 && Number(minor) < 2))
    throw new Expected(`Redis 6.2 or newer is needed; this is ${major}.${minor}. Install a newer one from https://redis.io.`);
}

/** Starts Redis on a folder, or starts it again with what the folder holds. Ready when it answers. */
export async function startRedis({ folder, port, password, log = () => undefined }) {
  const place = resolve(folder);
  const settings = join(place, 'redis.conf');
  const pidFile = join(place, 'server.json');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  requireRedis();
  await stopLeftBehind(pidFile, settings, log);
  if (port !== undefined && !(await isFree(port)))
    throw new Expected(`Port ${port} of 127.0.0.1, wanted for Redis, is in use: stop what uses it, or choose another port.`);
  const chosen = port ?? (await freePort(readJson(join(place, 'port.json'))?.port));
  writeFileSync(join(place, 'port.json'), JSON.stringify({ port: chosen }));
  writeFileSync(settings, configuration(place, chosen, password), { mode: 0o600 });
  const server = await startServer({
    title: 'Redis',
    command: 'redis-server',
    words: [settings],
    word: settings,
    cwd: place,
    pidFile,
    logFile: join(place, 'server.log'),
    answers: () => answers(chosen, password),
  });
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return { url: `redis://${login}127.0.0.1:${chosen}`, ...server };
}

function configuration(place, port, password) {
  return `bind 127.0.0.1
port ${port}
dir ${JSON.stringify(place)}
# A queue: nothing may be dropped for want of memory, and a restart must find everything.
maxmemory-policy noeviction
appendonly yes
save ""
daemonize no
# The title would hide by which file this process is known.
set-proc-title no
${password === undefined ? '' : `requirepass ${JSON.stringify(password)}\n`}`;
}

function answers(port, password) {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    let received = '';
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    const words = [...(password === undefined ? [] : [['AUTH', password]]), ['PING']];
    socket.once('connect', () => socket.write(words.map(encode).join('')));
    socket.on('data', (chunk) => {
      received += chunk;
      if (received.includes('+PONG')) end(true);
      else if (received.includes('-')) end(false);
    });
  });
}

function encode(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

// Which programs run, each with the settings that it is given by name; what is secret it finds in its own folder.
import { join } from 'node:path';
import { freePort } from '../server-process.mjs';
import { loopbackUrl, SERVICE_NAMES } from './built.mjs';

const settingsOf = {
  regencies: ({ DEMO }) => ({ DEMO }),
  notifications: ({ folder }) => ({ DATA_DIR: folder }),
};

/** Every instance of every service, with ports that nobody uses; the first gateway has the port of the settings. */
export async function planServices(settings, brokers) {
  const taken = new Set([settings.PORT]);
  const port = async () => {
    for (;;) {
      const found = await freePort();
      if (!taken.has(found)) return taken.add(found) && found;
    }
  };
  const planned = [];
  for (const name of SERVICE_NAMES) {
    for (let instance = 1; instance <= settings.instances; instance += 1) {
      const isFront = name === 'gateway' && instance === 1;
      planned.push({ name, instance, port: isFront && settings.PORT !== 0 ? settings.PORT : await port(), operationsPort: await port() });
    }
  }
  return planned.map((one) => ({ ...one, ...program(one, planned, settings, brokers) }));
}

function program({ name, instance, port, operationsPort }, planned, settings, brokers) {
  const own = {
    PORT: String(port),
    HOST: name === 'gateway' ? settings.HOST : '127.0.0.1',
    // Whoever may reach the gateway may not see its metrics without signing in.
    OPERATIONS_HOST: '127.0.0.1',
    OPERATIONS_PORT: String(operationsPort),
    SECRETS_DIR: join(settings.folder, 'secrets', name),
    KAFKA_BROKERS: brokers,
    LOG_LEVEL: settings.LOG_LEVEL,
    ...settingsOf[name]?.(settings),
    ...(name === 'gateway' ? upstreams(planned) : {}),
  };
  const logName = settings.instances === 1 ? name : `${name}-${instance}`;
  return {
    script: `${name}/src/main.js`,
    settings: own,
    logFile: join(settings.folder, 'logs', `${logName}.log`),
    address: loopbackUrl(own.HOST, port),
  };
}

function upstreams(planned) {
  const behind = SERVICE_NAMES.filter((name) => name !== 'gateway');
  const urls = (name) => planned.filter((one) => one.name === name).map(({ port }) => `http://127.0.0.1:${port}`);
  return Object.fromEntries(behind.map((name) => [`${name.toUpperCase()}_URL`, urls(name).join(',')]));
}

/** The process that makes the first accounts, loads the demonstration and follows its clock. */
export function planDemonstration(settings, url) {
  return {
    name: 'demonstration',
    instance: 1,
    port: null,
    operationsPort: null,
    script: 'standalone/src/cli.js',
    words: ['demonstrate'],
    mayEnd: true,
    settings: { KOMITMEN_URL: url, SECRETS_DIR: join(settings.folder, 'secrets', 'installation'), DEMO: settings.DEMO },
    logFile: join(settings.folder, 'logs', 'demonstration.log'),
  };
}

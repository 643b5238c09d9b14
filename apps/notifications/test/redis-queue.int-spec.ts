import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { eventually } from '@komitmen/testing';
import { Redis } from 'ioredis';
import { MailSink } from './mail-sink';
import { NotificationsFixture } from './notifications-fixture';

const installed = spawnSync('redis-server', ['--version']).status === 0;
if (!installed) process.stderr.write('redis-server is not installed: the letter queue on Redis is NOT tested\n');
const withRedis = installed ? it : it.skip;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

describe('the letter queue on Redis', () => {
  let redis: ChildProcess;
  let client: Redis;
  let sink: MailSink;
  let service: NotificationsFixture;
  let port: number;

  const startRedis = (): void => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', 'noeviction'];
    redis = spawn('redis-server', options, { stdio: 'ignore' });
  };
  const states = async (): Promise<string[]> => (await service.letters()).map((letter) => letter.state);

  beforeEach(async () => {
    if (!installed) return;
    port = await freePort();
    sink = await MailSink.start();
    const configuration = { smtpUrl: sink.url, redisUrl: `redis://127.0.0.1:${port}` };
    service = await NotificationsFixture.start({ configuration, firstRetryMs: 200 });
    client = new Redis(port, '127.0.0.1');
    client.on('error', () => undefined);
    await service.registerGovernment('52.71', 'Kota Mataram');
  });
  afterEach(async () => {
    if (!installed) return;
    await service.end();
    client.disconnect();
    redis.kill('SIGKILL');
    await sink.stop();
  });

  withRedis('sends, tries again, and is filled again after a flush', async () => {
    startRedis();
    sink.refuse = (_address, times) => (times === 1 ? 451 : null);
    await service.flag('f1', '52.71', '2025-07-14');
    await service.day('2025-07-15');
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']));

    sink.refuse = () => 451;
    await service.flag('f2', '52.71', '2025-07-15');
    await service.day('2025-07-16');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15', '2025-07-16']));
    await client.flushall();
    sink.refuse = () => null;
    await service.sql(`UPDATE letter SET enqueued_at = now() - interval '2 minutes'`);
    await service.scan();
    await eventually(async () => expect(await states()).toEqual(Array<string>(6).fill('sent')));
  });

  withRedis('that comes up later than the service still sends, and its health says so', async () => {
    expect(await service.health('queue')).toEqual({
      state: 'down',
      detail: 'the letter queue on Redis does not answer; letters wait and leave when it does',
    });
    await service.flag('f1', '52.71', '2025-07-14');
    await service.day('2025-07-15');
    await eventually(async () => expect(await states()).toEqual(['queued', 'queued', 'queued']));
    startRedis();
    await eventually(
      async () => {
        await service.scan();
        expect(await states()).toEqual(['sent', 'sent', 'sent']);
      },
      { timeoutMs: 30_000 },
    );
    expect(await service.health('queue')).toEqual({ state: 'up' });
    redis.kill('SIGSTOP');
    expect(await service.health('queue')).toMatchObject({ state: 'down' });
    redis.kill('SIGCONT');
    await eventually(async () => expect(await service.health('queue')).toEqual({ state: 'up' }));
  });
});

import { connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from '@komitmen/testing';
import type { EventLog, EventLogProducer } from '../src';
import { Garden, type PrepareGround } from './garden';
import { grew } from './plants';

/** A log whose producer fails after it appended, as a process that dies between publishing and deleting. */
function crashingAfterAppend(log: EventLog, crashes: { left: number }): EventLog {
  const producer = (): EventLogProducer => {
    const inner = log.producer();
    return {
      close: () => inner.close(),
      append: async (records) => {
        const positions = await inner.append(records);
        if (crashes.left > 0) {
          crashes.left -= 1;
          throw new Error('planted crash');
        }
        return positions;
      },
    };
  };
  return Object.assign(Object.create(log) as EventLog, { producer });
}

/** A connection to the database that can go silent, as when a machine in between is switched off. */
class Wire {
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<Wire> {
    const target = new URL(databaseUrl);
    const server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      wire.join(near, far);
      wire.join(far, near);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const own = new URL(databaseUrl);
    own.hostname = '127.0.0.1';
    own.port = typeof address === 'object' && address ? String(address.port) : '';
    const wire = new Wire(server, own.href);
    return wire;
  }

  swallow(): void {
    this.silent = true;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (bytes) => this.silent || to.write(bytes));
    from.on('close', () => this.silent || to.destroy());
  }
}

export function describeRelay(prepareGround: PrepareGround): void {
  let garden: Garden;
  beforeEach(async () => {
    garden = await Garden.plant(prepareGround);
  });
  afterEach(() => garden.uproot());

  const logged = async (): Promise<string[]> =>
    (await garden.onLog('garden')).map(({ key, headers }) => `${key} ${headers['ce_aggregateversion']}`);

  it('publishes again after a crash between publishing and deleting, with one effect', async () => {
    const crashes = { left: 1 };
    const service = await garden.start('garden', { eventLog: crashingAfterAppend(garden.log, crashes) });
    await garden.start('kitchen');
    await service.publish(grew('basil', 1), grew('basil', 2));
    await eventually(async () => expect(await logged()).toEqual(['basil 1', 'basil 2', 'basil 1', 'basil 2']));
    await service.publish(grew('basil', 3));
    await eventually(async () => expect(await garden.cooked()).toEqual(['basil 1', 'basil 2', 'basil 3']));
  });

  it('has one active relay of two, which keeps the order; the other takes over', async () => {
    const first = await garden.start('garden');
    await eventually(() => expect(first.relay.state().active).toBe(true));
    const second = await garden.start('garden');
    const heights = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const height of heights.slice(0, 20)) await (height % 2 ? first : second).publish(grew('basil', height));
    await eventually(async () => expect(await logged()).toEqual(heights.slice(0, 20).map((height) => `basil ${height}`)));
    expect(second.relay.state().active).toBe(false);
    await first.close();
    for (const height of heights.slice(20)) await second.publish(grew('basil', height));
    await eventually(async () => expect(await logged()).toEqual(heights.map((height) => `basil ${height}`)));
    expect(second.relay.state().active).toBe(true);
  });

  it('goes on after its connections were cut, and loses nothing', async () => {
    const service = await garden.start('garden');
    await service.publish(grew('basil', 1));
    await eventually(async () => expect(await logged()).toEqual(['basil 1']));
    await garden.cutConnections();
    await eventually(() => service.publish(grew('basil', 2)));
    await eventually(async () => expect([...new Set(await logged())]).toEqual(['basil 1', 'basil 2']));
    await eventually(() => expect(service.relay.state()).toMatchObject({ active: true, trouble: null }));
  });

  it('hands its lease over when its connection has gone silent without a word', async () => {
    const wire = await Wire.to(garden.database.url);
    const silent = await garden.start('garden', { databaseUrl: wire.url });
    await eventually(() => expect(silent.relay.state().active).toBe(true));
    const other = await garden.start('garden');
    wire.swallow();
    await eventually(() => expect(silent.relay.state()).toMatchObject({ active: false }), { timeoutMs: 20_000 });
    // The server has noticed nothing; on one machine a connection only looks dead when its socket is closed.
    await wire.close();
    await other.publish(grew('basil', 1));
    await eventually(async () => expect(await logged()).toEqual(['basil 1']), { timeoutMs: 20_000 });
    expect(other.relay.state().active).toBe(true);
  });

  it('runs registered tasks under its lease', async () => {
    const service = await garden.start('garden');
    const runs: string[] = [];
    service.relay.register({
      name: 'seal',
      run: async (client) => {
        const { rows } = await client.query<{ held: boolean }>(
          `SELECT count(*) > 0 AS held FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`,
        );
        runs.push(String(rows[0]?.held));
        return false;
      },
    });
    service.relay.wake();
    await eventually(() => expect(runs).toContain('true'));
  });
}

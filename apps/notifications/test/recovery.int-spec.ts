import { eventually } from '@komitmen/testing';
import { DataSource } from 'typeorm';
import { DeliveryRow } from '../src/delivery/delivery.entity';
import { MailSink } from './mail-sink';
import { addressOf, type FixtureOptions, NotificationsFixture, POSTS } from './notifications-fixture';

const governments = ['52.01', '52.02', '52.03', '52.04', '52.05'];
const addresses = governments.flatMap((code) => POSTS.map((post) => addressOf(code, post)));

describe('recovery', () => {
  let sink: MailSink;
  const running: NotificationsFixture[] = [];

  beforeEach(async () => {
    sink = await MailSink.start();
  });
  afterEach(async () => {
    for (const service of running.splice(0).reverse()) await service.end();
    await sink.stop();
  });

  const start = async (options: FixtureOptions = {}): Promise<NotificationsFixture> => {
    const service = await NotificationsFixture.start({ configuration: { smtpUrl: sink.url }, ...options });
    running.push(service);
    return service;
  };

  const long = [
    ['is long ago', `now() - interval '3 minutes'`],
    ['lies ahead, since the clock was set back', `now() + interval '1 hour'`],
  ] as const;

  it.each(long)('a service cut off in the middle, which %s, loses no letter and sends again at most those in flight', async (_, moment) => {
    const first = await start();
    for (const code of governments) await first.registerGovernment(code, `Kota ${code}`);
    let begun = 0;
    sink.beforeAcknowledge = async () => {
      begun += 1;
      if (begun > 5) await new Promise(() => undefined);
    };
    for (const code of governments) await first.flag(`f-${code}`, code, '2025-07-14');
    await first.day('2025-07-15');
    await eventually(() => expect(begun).toBe(9));
    const inFlight = begun - 5;
    // Until then another worker would leave them to the one that began them.
    await first.sql(`UPDATE delivery SET started_at = ${moment} WHERE outcome = 'started'`);
    await first.stop();

    sink.beforeAcknowledge = () => Promise.resolve();
    const second = await start({ databaseUrl: first.databaseUrl });
    second.now.moment = first.now.moment;
    await second.scan();
    await eventually(
      async () =>
        expect((await second.reminders()).map((reminder) => reminder.state)).toEqual(Array<string>(addresses.length).fill('sent')),
      { timeoutMs: 30_000 },
    );
    await eventually(() => expect(second.reached()).toEqual(['2025-07-15']));
    expect(addresses.filter((address) => sink.to(address).length === 0)).toEqual([]);
    expect(sink.received.length).toBeLessThanOrEqual(addresses.length + inFlight);
    expect(await second.get(DataSource).manager.countBy(DeliveryRow, { outcome: 'started' })).toBeLessThanOrEqual(inFlight);
  });

  it.each(long)('a queue that has lost everything, filled when it %s, is filled again from the letters', async (_, moment) => {
    const service = await start({ firstRetryMs: 600_000 });
    await service.registerGovernment('52.01', 'Kabupaten Lombok Barat');
    sink.refuse = (_address, times) => (times === 1 ? 451 : null);
    await service.flag('f1', '52.01', '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));

    await service.sql('DELETE FROM notifications_queue.job');
    await service.sql(`UPDATE letter SET enqueued_at = ${moment}`);
    await service.scan();
    await eventually(async () => expect((await service.letters()).map((letter) => letter.state)).toEqual(['sent', 'sent', 'sent']));
  });
});

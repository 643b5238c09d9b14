import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@komitmen/testing';
import { DataSource } from 'typeorm';
import { DeliveryRow } from '../src/delivery/delivery.entity';
import { LetterDeferred, LetterSender } from '../src/delivery/letter-sender.service';
import { MailSink } from './mail-sink';
import { addressOf, NotificationsFixture, POSTS } from './notifications-fixture';

const governments = ['52.01', '52.02', '52.03', '52.04', '52.05'];
const addresses = governments.flatMap((code) => POSTS.map((post) => addressOf(code, post)));
const days = ['2025-07-15', '2025-07-16', '2025-07-17'];

describe('two instances side by side', () => {
  let sink: MailSink;
  let first: NotificationsFixture;
  let second: NotificationsFixture;

  beforeEach(async () => {
    sink = await MailSink.start();
    const configuration = { smtpUrl: sink.url };
    first = await NotificationsFixture.start({ configuration });
    second = await NotificationsFixture.start({ configuration, databaseUrl: first.databaseUrl });
    for (const code of governments) await first.registerGovernment(code, `Kota ${code}`);
  });
  afterEach(async () => {
    await second.end();
    await first.end();
    await sink.stop();
  });

  const published = (type: string): string[] =>
    [first, second].flatMap((instance) => instance.eventsOf(type)).map((event) => `${event.subject} ${String(event.aggregateVersion)}`);
  const deliveries = (): Promise<DeliveryRow[]> => first.get(DataSource).manager.find(DeliveryRow);

  it('write no reminder, letter or day twice, and send each letter once', async () => {
    sink.beforeAcknowledge = () => delay(20);
    for (const [index, day] of days.entries()) {
      const flagIn = async (instance: NotificationsFixture, code: string): Promise<void> =>
        instance.flag(`f-${index}-${code}`, code, index === 0 ? '2025-07-14' : (days[index - 1] ?? ''));
      await Promise.all(governments.flatMap((code) => [flagIn(first, code), flagIn(second, code)]));
      await Promise.all([first.day(day), second.day(day)]);
      await eventually(
        async () => {
          await Promise.all([first.scan(), second.scan()]);
          expect((await first.letters()).filter((letter) => letter.state === 'sent')).toHaveLength(addresses.length * (index + 1));
        },
        { timeoutMs: 30_000 },
      );
    }
    await eventually(() => expect([...first.reached(), ...second.reached()].sort()).toEqual(days));

    for (const address of addresses) expect([address, sink.to(address).length]).toEqual([address, days.length]);
    expect((await deliveries()).map(({ outcome }) => outcome)).toEqual(Array<string>(addresses.length * days.length).fill('sent'));
    for (const type of ['notifications.reminder-scheduled.v1', 'notifications.reminder-sent.v1']) {
      const told = published(type);
      expect([type, told.length, new Set(told).size]).toEqual([type, addresses.length * days.length, addresses.length * days.length]);
    }
  });

  it('leave a letter to the one that has begun it, and take it over when that one has died', async () => {
    let begun = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    sink.beforeAcknowledge = () => {
      begun += 1;
      return held;
    };
    await first.flag('f1', '52.01', '2025-07-14');
    await first.day('2025-07-15');
    second.now.moment = first.now.moment;
    await eventually(() => expect(begun).toBe(POSTS.length));

    const letterId = `52.01-${POSTS[0]}-2025-07-15`;
    await expect(second.get(LetterSender).send(letterId)).rejects.toThrow(LetterDeferred);
    expect([begun, (await deliveries()).length]).toEqual([POSTS.length, POSTS.length]);

    await first.sql(`UPDATE delivery SET started_at = now() - interval '3 minutes' WHERE letter_id = '${letterId}'`);
    const takenOver = second.get(LetterSender).send(letterId);
    await eventually(() => expect(begun).toBe(POSTS.length + 1));
    release();
    await takenOver;
    await eventually(async () => expect((await first.letters()).map((letter) => letter.state)).toEqual(['sent', 'sent', 'sent']));
  });
});

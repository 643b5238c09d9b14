import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@komitmen/testing';
import { simpleParser } from 'mailparser';
import { MailSink } from './mail-sink';
import { addressOf, type FixtureOptions, NotificationsFixture, POSTS } from './notifications-fixture';

const MATARAM = '52.71';
const sekda = addressOf(MATARAM, 'regional-secretary');

describe('letters', () => {
  let service: NotificationsFixture;
  let sink: MailSink;

  beforeEach(async () => {
    sink = await MailSink.start();
  });
  afterEach(async () => {
    await service.end();
    await sink.stop();
  });

  const startWithMail = async (options: FixtureOptions = {}): Promise<void> => {
    service = await NotificationsFixture.start({ ...options, configuration: { smtpUrl: sink.url, ...options.configuration } });
    await service.registerGovernment(MATARAM, 'Kota Mataram');
  };
  const states = async (): Promise<string[]> => (await service.reminders()).map((reminder) => reminder.state);

  it('are sent on the next working day at 08.00 while the clock stands at 09.00, and then the day is reached', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-14');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-14']));
    expect(sink.received).toEqual([]);

    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-14', '2025-07-15']));
    expect(await service.reminders()).toMatchObject(
      POSTS.toSorted().map((post) => ({
        post,
        state: 'sent',
        sentDate: '2025-07-15',
        sentTime: '08:00',
        letterId: `52.71-${post}-2025-07-15`,
      })),
    );
    const [mail] = sink.to(sekda);
    expect(mail).toMatchObject({
      messageId: '<52.71-regional-secretary-2025-07-15@komitmen.example>',
      subject: expect.stringContaining('KOM/52.71/2025-07-15/1'),
      text: expect.stringContaining('14 Juli 2025: “belum menanggung satu pun peserta”'),
    });
    expect(service.eventsOf('notifications.reminder-sent.v1')).toHaveLength(3);
  });

  it('without a mail server are whole files under the data folder, dated by their business moment', async () => {
    service = await NotificationsFixture.start();
    await service.registerGovernment(MATARAM, 'Kota Mataram');
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    const folder = join(service.configuration.dataDir, 'mail');
    expect(readdirSync(folder).sort()).toEqual(POSTS.map((post) => `52.71-${post}-2025-07-15.eml`).sort());
    const mail = await simpleParser(readFileSync(join(folder, '52.71-labour-office-2025-07-15.eml')));
    expect(mail.date?.toISOString()).toBe('2025-07-15T00:00:00.000Z');
    expect(mail.text).toContain('Tembusan:\n1. Sekretaris Daerah Kota Mataram\n2. Kepala BPKAD Kota Mataram');
  });

  it('list all flags of a government that are due, one letter per recipient', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.flag('f2', MATARAM, '2025-07-14', 'no-commitment');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    expect(sink.received).toHaveLength(3);
    expect(sink.to(sekda)[0]?.text).toMatch(/1\. Jumlah pekerja[^]*2\. Komitmen Kota Mataram/);
    expect(await states()).toEqual(Array<string>(6).fill('sent'));
  });

  it('leave one row per flag, recipient and rung when the event comes twice', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.flag('f1', MATARAM, '2025-07-14');
    expect(await service.reminders()).toHaveLength(3);
    expect(service.eventsOf('notifications.reminder-scheduled.v1')).toHaveLength(3);
  });

  it('also reach an office that is registered after the flag rose', async () => {
    service = await NotificationsFixture.start({ configuration: { smtpUrl: sink.url } });
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await service.registerGovernment(MATARAM, 'Kota Mataram');
    await service.scan();
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']));
  });

  it('are tried again after a 4xx, and the day does not wait for them', async () => {
    await startWithMail({ firstRetryMs: 1_500 });
    sink.refuse = (address, times) => (address === sekda && times === 1 ? 451 : null);
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    expect(await states()).toEqual(['sent', 'scheduled', 'sent']);
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']), { timeoutMs: 20_000 });
    expect(sink.to(sekda)).toHaveLength(1);
    expect(sink.asksFor(sekda)).toBe(2);
  });

  it('are recorded as bounced after a 5xx and not tried again', async () => {
    await startWithMail();
    sink.refuse = (address) => (address === sekda ? 550 : null);
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    expect(await states()).toEqual(['sent', 'bounced', 'sent']);
    expect(service.eventsOf('notifications.reminder-bounced.v1')).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ post: 'regional-secretary', smtpStatus: 550 }) }),
    ]);
    expect(sink.asksFor(sekda)).toBe(1);
  });

  it('are not written when the flag falls before sending', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.clear('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    expect(await states()).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    expect(service.eventsOf('notifications.reminder-withdrawn.v1')).toHaveLength(3);
    expect(sink.received).toEqual([]);
  });

  it('that wait for a retry are withdrawn, or written anew without it, when a flag falls meanwhile', async () => {
    await startWithMail({ firstRetryMs: 2_000 });
    sink.refuse = (address, times) => (address === sekda && times === 1 ? 451 : null);
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.flag('f2', MATARAM, '2025-07-14', 'no-commitment');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    await service.clear('f1', MATARAM, '2025-07-14');
    await eventually(() => expect(sink.to(sekda)).toHaveLength(1), { timeoutMs: 20_000 });
    expect(sink.to(sekda)[0]?.text).not.toContain('dinyatakan nol');
    await eventually(async () => expect(await states()).toEqual(['sent', 'withdrawn', 'sent', 'sent', 'sent', 'sent']));
  });

  it('say what the flag’s evidence says when they leave; what has left stays as it was, and no second reminder is made', async () => {
    await startWithMail({ firstRetryMs: 2_000 });
    sink.refuse = (address, times) => (address === sekda && times === 1 ? 451 : null);
    await service.flag('f1', MATARAM, '2025-07-14', 'zero-coverage', 'kata pertama');
    await service.flag('f1', MATARAM, '2025-07-14', 'zero-coverage', 'kata kedua');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    expect(await states()).toEqual(['sent', 'scheduled', 'sent']);
    await service.flag('f1', MATARAM, '2025-07-14', 'zero-coverage', 'kata ketiga');
    await eventually(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']), { timeoutMs: 20_000 });
    await service.flag('f1', MATARAM, '2025-07-14', 'zero-coverage', 'kata keempat');
    await service.scan();

    const words = ['kedua', 'ketiga', 'kedua'];
    expect((await service.letters()).map((letter) => /“kata (.*)”/.exec(letter.text)?.[1])).toEqual(words);
    expect(sink.to(sekda).map((mail) => /“kata (.*)”/.exec(mail.text ?? '')?.[1])).toEqual(['ketiga']);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
    expect(sink.received).toHaveLength(3);
    expect(service.eventsOf('notifications.reminder-scheduled.v1')).toHaveLength(3);
    expect(await service.sql('SELECT evidence FROM flag')).toMatchObject([{ evidence: [{ statement: 'kata keempat' }] }]);
  });

  it('name an office on one line, also where it is addressed', async () => {
    service = await NotificationsFixture.start();
    await service.registerGovernment(MATARAM, 'Kota\r\nMataram');
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-15');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-15']));
    const [letter] = await service.letters();
    expect(letter).toMatchObject({ title: 'Kepala Disnaker Kota Mataram', copies: [{ title: 'Sekretaris Daerah Kota Mataram' }, {}] });
  });

  it('do not leave at night or on a Sunday, and a day without letters is reached at once', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-11');
    await service.day('2025-07-13', '10:00');
    await service.day('2025-07-14', '07:59', false);
    await eventually(() => expect(service.reached()).toEqual(['2025-07-13', '2025-07-14']));
    expect(sink.received).toEqual([]);
    service.now.moment = { ...service.now.moment, time: '08:01' };
    await service.scan();
    await eventually(() => expect(sink.received).toHaveLength(3));
    await eventually(async () => expect((await service.reminders()).map((one) => one.sentTime)).toEqual(['08:01', '08:01', '08:01']));
  });

  it('wait until scorecards have evaluated the day', async () => {
    await startWithMail();
    await service.flag('f1', MATARAM, '2025-07-14');
    await service.day('2025-07-14');
    await eventually(() => expect(service.reached()).toEqual(['2025-07-14']));
    service.now.moment = { ...service.now.moment, date: '2025-07-15' as never };
    await service.scan();
    expect(await service.letters()).toEqual([]);
  });
});

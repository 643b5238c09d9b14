import { eventually } from '@komitmen/testing';
import { MailSink } from './mail-sink';
import { NotificationsFixture, POSTS } from './notifications-fixture';

const governments = ['52.01', '52.02', '52.03', '52.04'];
const letters = governments.length * POSTS.length;
const AGAIN_MS = 300;

/** A mail server that fails in every way it can, and mends: letters wait, none is lost, none is doubled but for what was cut off. */
describe('a mail server', () => {
  let service: NotificationsFixture;
  let sink: MailSink;

  beforeEach(async () => {
    sink = await MailSink.start();
  });
  afterEach(async () => {
    await service.end();
    await sink.stop();
  });

  const due = async (): Promise<void> => {
    // As in an installation, but that nothing is waited for as long.
    const smtpUrl = `${sink.url}?socketTimeout=1000&greetingTimeout=1000&connectionTimeout=1000`;
    service = await NotificationsFixture.start({ configuration: { smtpUrl }, firstRetryMs: AGAIN_MS });
    for (const code of governments) await service.registerGovernment(code, `Kabupaten ${code}`);
    for (const code of governments) await service.flag(`f-${code}`, code, '2025-07-14');
    await service.day('2025-07-15');
  };

  /** What health says of the mail while letters wait. */
  const said = (words: RegExp): Promise<void> =>
    eventually(async () => expect(await service.health('mail')).toEqual({ state: 'behind', detail: expect.stringMatching(words) }), {
      timeoutMs: 20_000,
    });

  const allSent = (): Promise<void> =>
    eventually(
      async () => {
        // Whatever the queue has given up meanwhile is handed to it again.
        await service.sql('UPDATE letter SET enqueued_at = NULL WHERE enqueued_at IS NOT NULL');
        await service.scan();
        const states = (await service.reminders()).map((reminder) => reminder.state);
        expect(states).toEqual(Array<string>(letters).fill('sent'));
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );

  const attempts = async (outcome: string): Promise<number> => {
    const rows = await service.sql(`SELECT count(*)::int AS n FROM delivery WHERE outcome = '${outcome}'`);
    return (rows as { n: number }[])[0]?.n ?? 0;
  };

  const once = (): void => {
    const ids = sink.received.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(letters);
    expect(new Set(ids).size).toBe(letters);
  };

  it('that hangs holds up nothing but letters, health says that it does not answer, and each letter arrives once', async () => {
    let hangs = true;
    sink.beforeAcknowledge = () => (hangs ? new Promise(() => undefined) : Promise.resolve());
    await due();
    await said(/^the mail server does not answer; \d+ letters wait and will be tried again$/);
    hangs = false;
    await allSent();
    once();
    expect(await service.health('mail')).toEqual({ state: 'up' });
  });

  it('that puts everything off with a 4xx gets each letter again, later, and takes it once', async () => {
    sink.refuseMail = 452;
    await due();
    await said(/^the mail server puts letters off \(452\); \d+ letters wait/);
    sink.refuseMail = null;
    await allSent();
    once();
  });

  it('that refuses every letter for good with a 5xx is not asked again', async () => {
    sink.refuseMail = 554;
    await due();
    await eventually(async () => {
      expect((await service.reminders()).map((reminder) => reminder.state)).toEqual(Array<string>(letters).fill('bounced'));
    });
    expect(await attempts('bounced')).toBe(letters);
    expect(await service.health('mail')).toEqual({ state: 'up' });
  });

  it('that takes a letter and drops the connection before it says so gets it again at most once for every attempt that is noted', async () => {
    let drops = 3;
    const taken: string[] = [];
    sink.beforeAcknowledge = ({ messageId }) => {
      taken.push(messageId ?? '');
      if (drops > 0) {
        drops -= 1;
        sink.drop();
        return new Promise(() => undefined);
      }
      return Promise.resolve();
    };
    await due();
    await allSent();
    expect(new Set(taken).size).toBe(letters);
    expect(taken.length - letters).toBeLessThanOrEqual(await attempts('deferred'));
    expect(await attempts('started')).toBe(0);
  });

  it('that drops every connection is tried again after growing pauses, not at once and without end', async () => {
    let down = true;
    let cut = 0;
    sink.beforeAcknowledge = () => {
      if (!down) return Promise.resolve();
      cut += 1;
      sink.drop();
      return new Promise(() => undefined);
    };
    await due();
    await said(/^the mail server does not answer/);
    expect(cut).toBeLessThanOrEqual((await attempts('deferred')) + (await attempts('started')));
    down = false;
    await allSent();
    once();
  });
});

import { validateEvent } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import {
  eventOf,
  markBounced,
  markSent,
  type Post,
  reconcile,
  type Reminder,
  type ReminderRules,
  type StandingOrNot,
  withdraw,
} from './reminder';

const rules: ReminderRules = { rungs: [1], holidays: [] };
const posts: Post[] = ['regional-secretary', 'treasury-office', 'labour-office'];
const idOf = (flagId: string, post: string, rung: number) => `${flagId}-${post}-${rung}`;
const flag = (since: string, standing = true, id = 'f1'): StandingOrNot => ({
  id,
  government: '52.71',
  since: since as BusinessDate,
  standing,
});
const first = (reminders: Reminder[]): Reminder => {
  const [reminder] = reminders;
  if (reminder === undefined) throw new Error('no reminder');
  return reminder;
};
const scheduled = first(reconcile([flag('2025-07-14')], ['labour-office'], [], rules, idOf));
const moment = { date: '2025-07-15' as BusinessDate, time: '08:00' };

describe('reminders', () => {
  it('a flag that rises gives one reminder per post, due 08.00 on the next working day', () => {
    const reminders = reconcile([flag('2025-07-14')], posts, [], rules, idOf);
    expect(reminders.map(({ id, due, state }) => ({ id, due, state }))).toEqual(
      posts.map((post) => ({ id: `f1-${post}-1`, due: moment, state: 'scheduled' })),
    );
  });

  it('a flag that rises on a Friday is written about on Monday', () => {
    expect(first(reconcile([flag('2025-07-18')], posts, [], rules, idOf)).due).toEqual({ date: '2025-07-21', time: '08:00' });
  });

  it('the same flag twice gives nothing more', () => {
    const reminders = reconcile([flag('2025-07-14')], posts, [], rules, idOf);
    expect(reconcile([flag('2025-07-14')], posts, reminders, rules, idOf)).toEqual([]);
  });

  it('a post that is registered later gets its reminder too', () => {
    const reminders = reconcile([flag('2025-07-14')], ['labour-office'], [], rules, idOf);
    expect(reconcile([flag('2025-07-14')], posts, reminders, rules, idOf).map((r) => r.post)).toEqual([
      'regional-secretary',
      'treasury-office',
    ]);
  });

  it('later rungs are off until they are configured', () => {
    const reminders = reconcile([flag('2025-07-14')], ['labour-office'], [], { ...rules, rungs: [1, 10] }, idOf);
    expect(reminders.map(({ rung, due }) => [rung, due.date])).toEqual([
      [1, '2025-07-15'],
      [2, '2025-07-28'],
    ]);
  });

  it('a flag that falls before sending withdraws what waits and leaves what was sent', () => {
    const [sent] = markSent(first(reconcile([flag('2025-07-14')], ['treasury-office'], [], rules, idOf)), 'l1', moment);
    if (sent === undefined) throw new Error('not sent');
    const changed = reconcile([flag('2025-07-14', false)], posts, [scheduled, sent], rules, idOf);
    expect(changed.map(({ id, state }) => [id, state])).toEqual([[scheduled.id, 'withdrawn']]);
  });

  it('the same flag standing again brings a withdrawn reminder back, a new flag has reminders of its own', () => {
    const withdrawn = withdraw(scheduled);
    expect(reconcile([flag('2025-07-14')], ['labour-office'], withdrawn, rules, idOf)).toEqual([{ ...scheduled, version: 3 }]);
    const again = reconcile([flag('2025-07-14', false), flag('2025-07-16', true, 'f2')], ['labour-office'], withdrawn, rules, idOf);
    expect(again.map(({ id, due }) => [id, due.date])).toEqual([['f2-labour-office-1', '2025-07-17']]);
  });

  it('what was sent or has bounced is never sent or withdrawn again', () => {
    const sent = first(markSent(scheduled, 'l1', moment));
    expect([...withdraw(sent), ...markSent(sent, 'l2', moment), ...markBounced(sent, 'l2', 550)]).toEqual([]);
  });

  it('a letter that left while the flag fell counts as sent', () => {
    expect(markSent(first(withdraw(scheduled)), 'l1', moment)).toEqual([
      expect.objectContaining({ state: 'sent', letterId: 'l1', sentAt: moment, version: 3 }),
    ]);
  });

  it('every state is told in an event that its contract allows', () => {
    const all = [scheduled, ...withdraw(scheduled), ...markSent(scheduled, 'l1', moment), ...markBounced(scheduled, 'l1', null)];
    expect(all.map((reminder) => validateEvent(eventOf(reminder).type, eventOf(reminder).data))).toEqual([[], [], [], []]);
  });
});

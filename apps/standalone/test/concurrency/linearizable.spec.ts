import { type Answer, budgetLine, type Call, type Recorded, withoutInFlight } from './budget-line';
import { linearize } from './linearizable';

/** Called and answered at these moments; without an answer it is still under way. */
const done = (calledAt: number, at: number, call: Call, answer: Answer): Recorded => ({ call, calledAt, answered: { at, answer } });
const lost = (calledAt: number, call: Call): Recorded => ({ call, calledAt });

const pay = (key: string, amount: number): Call => ({ kind: 'pay', key, amount });
const reject = (payment: string, version: number): Call => ({ kind: 'reject', payment, version });
const revise = (version: number, amount: number): Call => ({ kind: 'revise', version, amount });
const paid = (name: string, version = 1): Answer => ({ payment: { name, version } });
const refused = (code: string): Answer => ({ refused: code });
const seen = (version: number, amount: number, committed: number): Answer => ({ line: { version, amount, committed } });
const read: Call = { kind: 'read' };
const exceeded = refused('ceiling-exceeded');
const stale = refused('version-stale');

/** A line of 100. */
const isRight = (history: readonly Recorded[]): boolean => linearize(history, budgetLine(100)).linearizable;

describe('a history of one budget line', () => {
  it.each<[string, Recorded[]]>([
    ['nothing', []],
    ['two payments at once of which one is refused', [done(1, 4, pay('a', 60), exceeded), done(2, 3, pay('b', 60), paid('b'))]],
    [
      'a payment that fits once another is rejected, called while that was under way',
      [done(1, 2, pay('a', 60), paid('a')), done(3, 6, reject('a', 1), paid('a', 2)), done(4, 5, pay('b', 60), paid('b'))],
    ],
    ['a reader who saw a payment that was not answered yet', [done(1, 5, pay('a', 60), paid('a')), done(2, 3, read, seen(1, 100, 60))]],
    ['a payment without an answer that was seen', [lost(1, pay('a', 60)), done(2, 3, read, seen(1, 100, 60))]],
    ['a payment without an answer that was never made', [lost(1, pay('a', 60)), done(2, 3, read, seen(1, 100, 0))]],
    ['one key twice, with one answer', [done(1, 4, pay('a', 60), paid('a')), done(2, 3, pay('a', 60), paid('a'))]],
    ['two changes on one version, one of them stale', [done(1, 4, revise(1, 50), stale), done(2, 3, revise(1, 70), seen(2, 70, 0))]],
  ])('can be told in turn: %s', (_what, history) => expect(isRight(history)).toBe(true));

  it.each<[string, Recorded[]]>([
    ['two payments that are more than the ceiling', [done(1, 4, pay('a', 60), paid('a')), done(2, 3, pay('b', 60), paid('b'))]],
    ['a payment refused though it would have fitted', [done(1, 2, pay('a', 60), exceeded)]],
    [
      'a payment refused after what stood in its way was rejected',
      [done(1, 2, pay('a', 60), paid('a')), done(3, 4, reject('a', 1), paid('a', 2)), done(5, 6, pay('b', 60), exceeded)],
    ],
    ['two changes of one version, both accepted', [done(1, 4, revise(1, 50), seen(2, 50, 0)), done(2, 3, revise(1, 70), seen(2, 70, 0))]],
    ['a reader who did not see what was answered before', [done(1, 2, pay('a', 60), paid('a')), done(3, 4, read, seen(1, 100, 0))]],
    [
      'two readers in turn, the later of whom saw less',
      [done(1, 6, pay('a', 60), paid('a')), done(2, 3, read, seen(1, 100, 60)), done(4, 5, read, seen(1, 100, 0))],
    ],
    ['a reader who saw half of two changes', [done(1, 2, revise(1, 200), seen(2, 200, 0)), done(3, 6, pay('a', 150), paid('a')), done(4, 5, read, seen(1, 100, 150))]], // prettier-ignore
    ['one key twice, with two payments', [done(1, 4, pay('a', 30), paid('a')), done(2, 3, pay('a', 30), paid('another'))]],
    [
      'a payment that nobody made',
      [done(1, 2, { kind: 'list' }, { payments: [{ name: 'a', amount: 1, stage: 'requested', version: 1 }] })],
    ],
    ['a change that was answered and is gone', [done(1, 2, revise(1, 70), seen(2, 70, 0)), done(3, 4, revise(1, 50), seen(2, 50, 0))]],
  ])('cannot: %s', (_what, history) => expect(isRight(history)).toBe(false));

  it('names what could come next but was answered otherwise', () => {
    const [first, second] = [done(1, 2, pay('a', 60), paid('a')), done(3, 4, pay('b', 60), paid('b'))] as const;
    expect(linearize([first, second], budgetLine(100))).toEqual({ linearizable: false, order: [first], stuck: [second] });
  });

  const atOnce = (count: number, answerOf: (index: number) => Answer): Recorded[] =>
    Array.from({ length: count }, (_, index) => done(1 + index, 2 * count - index, pay(`p${index}`, 10), answerOf(index)));

  it('is judged also when a hundred calls overlap', () => {
    const ten = (count: number): Recorded[] => atOnce(count, (index) => (index < 10 ? paid(`p${index}`) : exceeded));
    expect(isRight(ten(100))).toBe(true);
    expect(isRight([...ten(20), done(300, 301, read, seen(1, 100, 90))])).toBe(false);
    expect(isRight(atOnce(20, (index) => (index < 11 ? paid(`p${index}`) : exceeded)))).toBe(false);
  });

  it('may call a key in flight beside another call of that key, and only then', () => {
    const inFlight = (from: number, to: number): Recorded => done(from, to, pay('a', 60), refused('idempotency-key-in-flight'));
    const first = done(1, 4, pay('a', 60), paid('a'));
    expect(withoutInFlight([first, inFlight(2, 3)])).toEqual({ rest: [first], groundless: [] });
    expect(withoutInFlight([first, inFlight(5, 6)]).groundless).toHaveLength(1);
  });
});

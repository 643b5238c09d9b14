import { randomInt, randomUUID } from 'node:crypto';
import type { Session } from '../running';
import type { Answer, Call, Stage } from './budget-line';
import { Officers } from './officers';

export interface Treasury {
  /** One of the treasury's officers at each door that the application has. */
  readonly sessions: readonly Session[];
  readonly payer: string;
}

const MILLION = 1_000_000;
const WORKERS = 8;
const CALLS_OF_EACH = 12;

/** The same sequence for the same seed. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const isRefused = (answer: Answer, code: string): boolean => 'refused' in answer && answer.refused === code;
const accepted = (answers: readonly Answer[]): Answer[] => answers.filter((answer) => !('refused' in answer));

/** Commands that meet on one budget line, over HTTP: what their callers saw must be what one could have seen who served them in turn. */
export function describeConcurrency(treasury: () => Promise<Treasury>): void {
  const officersAt = async (amount: number): Promise<Officers> => {
    const { sessions, payer } = await treasury();
    return Officers.at(sessions, payer, amount);
  };
  const isInTurn = async (officers: Officers): Promise<void> => {
    const verdict = await officers.verdict();
    if (verdict.linearizable) return;
    throw new Error(`after ${JSON.stringify(verdict.order, null, 1)}\nnothing fits of ${JSON.stringify(verdict.stuck, null, 1)}`);
  };

  it('two officers at one ceiling: what is left is given once', async () => {
    const officers = await officersAt(10 * MILLION);
    for (let left = 10; left > 0; left -= 2) {
      const pays = times(2, () => officers.call({ kind: 'pay', key: randomUUID(), amount: (left > 2 ? 2 : left) * MILLION }));
      await Promise.all(pays);
    }
    await isInTurn(officers);
  });

  it('one idempotency key in flight many times has one effect and one answer', async () => {
    const officers = await officersAt(10 * MILLION);
    const calls: Call[] = times(4, () => randomUUID()).flatMap((key) => times(5, () => ({ kind: 'pay', key, amount: MILLION }) as const));
    await Promise.all(calls.map((call) => officers.call(call)));
    // Once more when nothing is in flight: each has the answer that stands.
    expect(
      accepted(
        await Promise.all(
          calls
            .slice(0, 1)
            .concat(calls.slice(-1))
            .map((call) => officers.call(call)),
        ),
      ),
    ).toHaveLength(2);
    await isInTurn(officers);
  });

  it('a hundred changes on one version: one is accepted, ninety-nine are stale', async () => {
    const officers = await officersAt(10 * MILLION);
    const answers = await Promise.all(times(100, (index) => officers.call({ kind: 'revise', version: 1, amount: (11 + index) * MILLION })));
    expect([accepted(answers).length, answers.filter((answer) => isRefused(answer, 'version-stale')).length]).toEqual([1, 99]);
    await isInTurn(officers);
  });

  it('a hundred payments at once from one line take what it holds and no more', async () => {
    const officers = await officersAt(50 * MILLION);
    const answers = await Promise.all(times(100, () => officers.call({ kind: 'pay', key: randomUUID(), amount: MILLION })));
    expect(accepted(answers)).toHaveLength(50);
    await isInTurn(officers);
  });

  it('whatever many officers do at one line at the same time could have been done in turn', async () => {
    const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
    const officers = await officersAt(10 * MILLION);
    try {
      await Promise.all(times(WORKERS, (index) => work(officers, dice(seed + index))));
      await isInTurn(officers);
    } catch (error) {
      throw new Error(`with SEED=${seed}`, { cause: error });
    }
  });
}

/** One officer who does what comes to mind, from what was seen last, which others may have changed since. */
async function work(officers: Officers, roll: (most: number) => number): Promise<void> {
  for (let round = 0; round < CALLS_OF_EACH; round += 1) {
    const made = officers.history.flatMap(({ answered }) =>
      answered !== undefined && 'payment' in answered.answer ? [answered.answer.payment] : [],
    );
    const version = Math.max(
      1,
      ...officers.history.flatMap(({ answered }) =>
        answered !== undefined && 'line' in answered.answer ? [answered.answer.line.version] : [],
      ),
    );
    const payment = made[roll(made.length)];
    const choices: Call[] = [
      { kind: 'pay', key: randomUUID(), amount: (1 + roll(4)) * MILLION },
      { kind: 'revise', version, amount: (5 + roll(15)) * MILLION },
      { kind: 'read' },
      { kind: 'list' },
    ];
    if (payment !== undefined) {
      const stage = STAGES[roll(STAGES.length)] ?? 'ordered';
      choices.push({ kind: 'progress', payment: payment.name, version: payment.version, stage });
      choices.push({ kind: 'reject', payment: payment.name, version: payment.version });
      choices.push({ kind: 'pay', key: payment.name, amount: MILLION });
    }
    const call = choices[roll(choices.length)];
    if (call !== undefined) await officers.call(call);
  }
}

const STAGES: readonly (Stage & ('ordered' | 'disbursed'))[] = ['ordered', 'disbursed'];

import type { Model, Operation } from './linearizable';

/** What officers may do with one line of the budget, one after the other: the rules that the service must keep at the same time. */

export type Stage = 'requested' | 'ordered' | 'disbursed' | 'rejected';

/** A payment bears the name of the idempotency key that it was made under. */
export type Call =
  | { readonly kind: 'pay'; readonly key: string; readonly amount: number }
  | { readonly kind: 'progress'; readonly payment: string; readonly version: number; readonly stage: 'ordered' | 'disbursed' }
  | { readonly kind: 'reject'; readonly payment: string; readonly version: number }
  | { readonly kind: 'revise'; readonly version: number; readonly amount: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'list' };

export interface Payment {
  readonly name: string;
  readonly amount: number;
  readonly stage: Stage;
  readonly version: number;
}

export type Answer =
  | { readonly refused: string }
  | { readonly payment: Pick<Payment, 'name' | 'version'> }
  | { readonly line: Pick<Line, 'version' | 'amount'> & { readonly committed: number } }
  | { readonly payments: readonly Payment[] };

export interface Line {
  readonly version: number;
  readonly amount: number;
  /** By name, so that two ways to the same payments lead to the same state. */
  readonly payments: readonly Payment[];
}

type Step = ReturnType<Model<Line, Call, Answer>['act']>;

const NEXT: Readonly<Partial<Record<Stage, Stage>>> = { requested: 'ordered', ordered: 'disbursed' };
const STAGES: readonly Stage[] = ['requested', 'ordered', 'disbursed'];

export const byName = (payments: readonly Payment[]): Payment[] => [...payments].sort((a, b) => (a.name < b.name ? -1 : 1));

const committed = ({ payments }: Line): number =>
  payments.filter(({ stage }) => stage !== 'rejected').reduce((sum, { amount }) => sum + amount, 0);

const refuse = (state: Line, refused: string): Step => ({ state, answer: { refused } });
const paid = (state: Line, { name, version }: Payment): Step => ({ state, answer: { payment: { name, version } } });
const view = (line: Line): Answer => ({ line: { version: line.version, amount: line.amount, committed: committed(line) } });

function pay(line: Line, { key: name, amount }: Extract<Call, { kind: 'pay' }>): Step {
  const known = line.payments.find((one) => one.name === name);
  // The first answer is given again, whatever has become of the payment.
  if (known !== undefined) return known.amount === amount ? paid(line, { ...known, version: 1 }) : refuse(line, 'idempotency-key-reused');
  if (committed(line) + amount > line.amount) return refuse(line, 'ceiling-exceeded');
  const payment = { name, amount, stage: 'requested', version: 1 } as const;
  return paid({ ...line, payments: byName([...line.payments, payment]) }, payment);
}

function refusalOf(payment: Payment, call: Extract<Call, { kind: 'progress' | 'reject' }>, line: Line): string | undefined {
  if (payment.version !== call.version) return 'version-stale';
  if (call.kind === 'reject') return payment.stage === 'rejected' ? 'reversed-already' : undefined;
  const next = NEXT[payment.stage];
  if (next === undefined) return 'payment-settled';
  if (call.stage !== next) return STAGES.indexOf(call.stage) > STAGES.indexOf(next) ? 'stage-skipped' : 'stage-passed';
  return committed(line) > line.amount ? 'ceiling-exceeded' : undefined;
}

function change(line: Line, call: Extract<Call, { kind: 'progress' | 'reject' }>): Step {
  const payment = line.payments.find(({ name }) => name === call.payment);
  if (payment === undefined) return refuse(line, 'disbursement-not-found');
  const refused = refusalOf(payment, call, line);
  if (refused !== undefined) return refuse(line, refused);
  const changed: Payment = { ...payment, version: payment.version + 1, stage: call.kind === 'reject' ? 'rejected' : call.stage };
  return paid({ ...line, payments: line.payments.map((one) => (one === payment ? changed : one)) }, changed);
}

function revise(line: Line, { version, amount }: Extract<Call, { kind: 'revise' }>): Step {
  if (line.version !== version) return refuse(line, 'version-stale');
  const revised = { ...line, version: version + 1, amount };
  return { state: revised, answer: view(revised) };
}

export const budgetLine = (amount: number): Model<Line, Call, Answer> => ({
  initial: { version: 1, amount, payments: [] },
  act: (line, call) => {
    switch (call.kind) {
      case 'pay':
        return pay(line, call);
      case 'progress':
      case 'reject':
        return change(line, call);
      case 'revise':
        return revise(line, call);
      case 'read':
        return { state: line, answer: view(line) };
      case 'list':
        return { state: line, answer: { payments: line.payments } };
    }
  },
});

export type Recorded = Operation<Call, Answer>;

const IN_FLIGHT = 'idempotency-key-in-flight';
const isInFlight = ({ answered }: Recorded): boolean =>
  answered !== undefined && 'refused' in answered.answer && answered.answer.refused === IN_FLIGHT;

/** "In flight" is a word of concurrency, which no sequential model knows: it has no effect, and is true only beside another call of its key. */
export function withoutInFlight(history: readonly Recorded[]): {
  readonly rest: readonly Recorded[];
  readonly groundless: readonly Recorded[];
} {
  const overlaps = (a: Recorded, b: Recorded): boolean =>
    a.calledAt < (b.answered?.at ?? Infinity) && b.calledAt < (a.answered?.at ?? Infinity);
  const hasGround = (one: Recorded): boolean =>
    history.some(
      (other) =>
        other !== one && other.call.kind === 'pay' && one.call.kind === 'pay' && other.call.key === one.call.key && overlaps(one, other),
    );
  return { rest: history.filter((one) => !isInFlight(one)), groundless: history.filter((one) => isInFlight(one) && !hasGround(one)) };
}

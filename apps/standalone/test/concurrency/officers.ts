import { randomUUID } from 'node:crypto';
import type { Answer as HttpAnswer, Problem, Session } from '../running';
import {
  type Answer,
  budgetLine,
  byName,
  type Call,
  type Line,
  type Payment,
  type Recorded,
  type Stage,
  withoutInFlight,
} from './budget-line';
import { linearize, type Verdict } from './linearizable';

const DAY = '2025-07-15';
const paper = (kind: string): { number: string; date: string } => ({ number: `${kind} ${randomUUID()}`, date: DAY });

interface SavedPayment {
  readonly id: string;
  readonly allocationId: string;
  readonly version: number;
  readonly amount: string;
  readonly stage: Stage;
}
interface SavedLine {
  readonly id: string;
  readonly version: number;
  readonly amount: string;
  readonly committed: string;
}

/** Officers of one treasury at one budget line, over HTTP; all that they call and all that they are answered is written down. */
export class Officers {
  readonly history: Recorded[] = [];
  private moment = 0;
  /** Names of payments by the id that the service gave them. */
  private readonly names = new Map<string, string>();

  private constructor(
    private readonly sessions: readonly Session[],
    private readonly payer: string,
    private readonly line: string,
    readonly amount: number,
  ) {}

  /** @param sessions of one treasury, at as many doors as there are. */
  static async at(sessions: readonly Session[], payer: string, amount: number): Promise<Officers> {
    const terms = { fundSource: 'PAD', budget: 'revised', stage: 'executable', months: 3, segment: 'BPU' };
    const line = { payer, beneficiary: payer, fiscalYear: 2025, ...terms, amount: String(amount), document: paper('DPPA'), holdsOn: DAY };
    const saved = await sessions[0]?.post<SavedLine>('/api/allocations', line);
    if (saved?.status !== 201) throw new Error(`the line was refused: ${JSON.stringify(saved?.body)}`);
    return new Officers(sessions, payer, saved.body.id, amount);
  }

  /** The officers call one after another, so that their calls lie beside each other at every door. */
  async call(call: Call): Promise<Answer> {
    const calledAt = (this.moment += 1);
    const session = this.sessions[calledAt % this.sessions.length];
    if (session === undefined) throw new Error('nobody calls');
    const answer = await this.send(session, call);
    this.history.push({ call, calledAt, answered: { at: (this.moment += 1), answer } });
    return answer;
  }

  async verdict(): Promise<Verdict<Call, Answer>> {
    await this.call({ kind: 'read' });
    await this.call({ kind: 'list' });
    const { rest, groundless } = withoutInFlight(this.history.map((one) => this.named(one)));
    if (groundless.length > 0) return { linearizable: false, order: [], stuck: groundless };
    return linearize<Line, Call, Answer>(rest, budgetLine(this.amount));
  }

  private async send(session: Session, call: Call): Promise<Answer> {
    switch (call.kind) {
      case 'pay':
        return this.payment(
          await session.post<SavedPayment>(
            '/api/disbursements',
            {
              allocationId: this.line,
              stage: 'requested',
              amount: String(call.amount),
              months: ['2025-10'],
              document: this.spp(call.key),
              holdsOn: DAY,
            },
            { 'idempotency-key': call.key },
          ),
          call.key,
        );
      case 'progress':
        return this.change(session, call, 'stages', { stage: call.stage, document: paper('SPM'), holdsOn: DAY });
      case 'reject':
        return this.change(session, call, 'rejection', { reason: 'uji', holdsOn: DAY });
      case 'revise': {
        const body = { amount: String(call.amount), document: paper('DPPA'), holdsOn: DAY };
        const headers = { 'if-match': `"${call.version}"` };
        return viewOf(await session.post<SavedLine>(`/api/allocations/${this.line}/revisions`, body, headers));
      }
      case 'read':
        return viewOf(await session.get<SavedLine>(`/api/allocations/${this.line}`));
      case 'list':
        return this.list(await session.get<SavedPayment[]>(`/api/disbursements?payer=${this.payer}&fiscalYear=2025`));
    }
  }

  /** The same under the same key, since another body would be refused. */
  private spp(key: string): { number: string; date: string } {
    return { number: `SPP ${key}`, date: DAY };
  }

  private async change(
    session: Session,
    { payment, version }: Extract<Call, { kind: 'progress' | 'reject' }>,
    way: string,
    body: object,
  ): Promise<Answer> {
    const id = [...this.names].find(([, name]) => name === payment)?.[0] ?? randomUUID();
    return this.payment(await session.post<SavedPayment>(`/api/disbursements/${id}/${way}`, body, { 'if-match': `"${version}"` }), payment);
  }

  /** A second id under one key is not of that name: the model knows no such payment. */
  private payment(answer: HttpAnswer<SavedPayment>, name: string): Answer {
    if (!isAccepted(answer)) return refusalOf(answer);
    const { id, version } = answer.body;
    if (![...this.names.values()].includes(name)) this.names.set(id, name);
    return { payment: { name: this.names.get(id) ?? `a second ${name}`, version } };
  }

  private list(answer: HttpAnswer<SavedPayment[]>): Answer {
    if (!isAccepted(answer)) return refusalOf(answer);
    const payments = answer.body
      .filter(({ allocationId }) => allocationId === this.line)
      .map(({ id, amount, stage, version }): Payment => ({ name: id, amount: Number(amount), stage, version }));
    return { payments };
  }

  /** A payment may stand in a list before whoever made it has been told its id. */
  private named(one: Recorded): Recorded {
    if (one.answered === undefined || !('payments' in one.answered.answer)) return one;
    const payments = one.answered.answer.payments.map((payment) => ({ ...payment, name: this.names.get(payment.name) ?? payment.name }));
    return { ...one, answered: { ...one.answered, answer: { payments: byName(payments) } } };
  }
}

const isAccepted = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

function viewOf(answer: HttpAnswer<SavedLine>): Answer {
  if (!isAccepted(answer)) return refusalOf(answer);
  const { version, amount, committed } = answer.body;
  return { line: { version, amount: Number(amount), committed: Number(committed) } };
}

/** What is no decision of the service, such as a failure, has no place in any history. */
function refusalOf({ status, body }: HttpAnswer): Answer {
  const { code } = body as Problem;
  if (status >= 500 || status === 429) throw new Error(`${status} ${code}`);
  return { refused: code };
}

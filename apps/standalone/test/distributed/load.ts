import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Role } from '@komitmen/platform';
import type { Answer, Session } from '../running';
import type { CountedPersons } from './histories';

/** A command that was answered with a success, and the one event that it must have led to. */
export interface Accepted {
  readonly type: string;
  readonly aggregate: string;
  readonly version: number;
  readonly government: string;
}

export const effectOf = ({ type, aggregate, version }: Pick<Accepted, 'type' | 'aggregate' | 'version'>): string =>
  `${type} ${aggregate} version ${version}`;

interface Saved {
  readonly id: string;
  readonly version: number;
}

export interface LoadOptions {
  /** A caller whose token holds as long as the load lasts. */
  readonly caller: (role: Role, scope: string) => Promise<Session>;
  readonly governments: readonly string[];
  /** Together, as long as nothing is away. */
  readonly commandsPerSecond: number;
}

/** Every fact of the load is dated so, whatever day the demonstration's clock shows. */
const DAY = '2025-07-15';
/** A year of which the demonstration knows nothing, so that what is shown of it is the load's alone. */
export const LOAD_YEAR = 2026;
export const BUDGET_YEAR = 2025;
const source = { title: 'Laporan uji', publisher: null, date: DAY };
const ANSWER_MS = 20_000;
const AGAIN_AFTER_MS = 700;
/** Of every so many commands one answer gets lost on its way, so that the command is repeated although it was done. */
const LOST_ANSWERS = 5;
const PASSING = new Set([429, 500, 502, 503, 504]);

/** A steady stream of commands: one worker per government, each command repeated under its own key until it is accepted. */
export class SteadyLoad {
  readonly accepted: Accepted[] = [];
  readonly persons: CountedPersons[] = [];
  /** What no repetition cures; there must be none. */
  readonly refused: string[] = [];
  /** How often a command had to be repeated, by what stood in its way. */
  readonly obstacles = new Map<string, number>();
  private sent = 0;
  private stopping = false;
  private abandoned = false;
  private readonly workers: Promise<void>[];

  constructor(private readonly options: LoadOptions) {
    this.workers = options.governments.map((government) => this.work(government));
  }

  /** Lets every command in hand come to its end. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.workers);
  }

  /** For a test that has failed: nobody waits for what is not accepted. */
  abandon(): Promise<void> {
    this.abandoned = true;
    return this.stop();
  }

  private async work(government: string): Promise<void> {
    const planner = await this.options.caller('planner', '52');
    const treasury = await this.options.caller('treasury-officer', government);
    for (let round = 1; !this.stopping; round += 1) {
      await this.headcount(planner, government, `${round}a`);
      await this.commitment(planner, government);
      await this.headcount(planner, government, `${round}b`);
      await this.payment(treasury, government, round);
    }
  }

  private async headcount(planner: Session, government: string, group: string): Promise<void> {
    const persons = 10 + Math.floor(Math.random() * 90);
    const body = { payer: government, fiscalYear: LOAD_YEAR, kind: 'count', persons, qualifier: 'exact', group, holdsOn: DAY, source };
    const saved = await this.send(planner, '/api/headcounts', body, 'enrolment.headcount-reported.v1', government);
    if (saved !== undefined) this.persons.push({ government, persons });
  }

  /** Pledged, confirmed and withdrawn, so that the next round may pledge again. */
  private async commitment(planner: Session, government: string): Promise<void> {
    const terms = { persons: 100, months: 3, segment: 'BPU', legalBasis: 'Instruksi uji' };
    const pledge = { government, fiscalYear: LOAD_YEAR, ...terms, source, holdsOn: DAY };
    const pledged = await this.send(planner, '/api/commitments', pledge, 'regencies.commitment-pledged.v1', government);
    if (pledged === undefined) return;
    const path = `/api/commitments/${pledged.id}`;
    const confirmed = await this.send(
      planner,
      `${path}/confirmation`,
      { holdsOn: DAY },
      'regencies.commitment-confirmed.v1',
      government,
      pledged,
    );
    const withdrawal = { holdsOn: DAY, reason: 'uji selesai' };
    await this.send(planner, `${path}/withdrawal`, withdrawal, 'regencies.commitment-withdrawn.v1', government, confirmed ?? pledged);
  }

  /** A line of the budget, a payment from it through all its stages, and the line's next version. */
  private async payment(treasury: Session, government: string, round: number): Promise<void> {
    const terms = { fundSource: 'PAD', budget: 'revised', stage: 'executable', amount: '100000000', months: 3, segment: 'BPU' };
    const line = { payer: government, beneficiary: government, fiscalYear: BUDGET_YEAR, ...terms, document: paper('DPPA'), holdsOn: DAY };
    const recorded = 'budgets.allocation-recorded.v1';
    const allocation = await this.send(treasury, '/api/allocations', line, recorded, government);
    if (allocation === undefined) return;
    const payment = { allocationId: allocation.id, stage: 'requested', amount: '3000000', months: ['2025-10', '2025-11'] };
    const paid = 'budgets.disbursement-recorded.v1';
    const first = { ...payment, document: paper('SPP'), holdsOn: DAY };
    let disbursement = await this.send(treasury, '/api/disbursements', first, paid, government);
    if (disbursement === undefined) return;
    const path = `/api/disbursements/${disbursement.id}`;
    for (const stage of ['ordered', 'disbursed']) {
      const body = { stage, document: paper(stage), holdsOn: DAY };
      disbursement = (await this.send(treasury, `${path}/stages`, body, paid, government, disbursement)) ?? disbursement;
    }
    const receipt = { number: `BPJS-${round}`, date: DAY };
    await this.send(treasury, `${path}/receipt`, receipt, 'budgets.disbursement-acknowledged.v1', government, disbursement);
    const revision = { amount: '110000000', document: paper('DPPA'), holdsOn: DAY };
    await this.send(treasury, `/api/allocations/${allocation.id}/revisions`, revision, recorded, government, allocation);
  }

  /** Repeats one command under one key until it is accepted; undefined when it is refused for good. */
  private async send(
    session: Session,
    path: string,
    body: object,
    type: string,
    government: string,
    seen?: Saved,
  ): Promise<Saved | undefined> {
    const headers = { 'idempotency-key': randomUUID(), ...(seen === undefined ? {} : { 'if-match': `"${seen.version}"` }) };
    const begun = Date.now();
    this.sent += 1;
    if (this.sent % LOST_ANSWERS === 0) await attempt(session, path, body, headers);
    for (;;) {
      const answer = await attempt(session, path, body, headers);
      if (answer.status >= 200 && answer.status < 300) {
        const saved = answer.body as Saved;
        this.accepted.push({ type, aggregate: saved.id, version: saved.version, government });
        await this.pace(begun);
        return saved;
      }
      const what = `${answer.status} ${codeOf(answer.body)}`;
      if (!isPassing(answer)) {
        this.refused.push(`${path} of ${government}: ${what}`);
        await this.pace(begun);
        return undefined;
      }
      this.obstacles.set(what, (this.obstacles.get(what) ?? 0) + 1);
      if (this.abandoned) return undefined;
      await delay(AGAIN_AFTER_MS);
    }
  }

  private async pace(begun: number): Promise<void> {
    const { governments, commandsPerSecond } = this.options;
    const left = begun + (governments.length / commandsPerSecond) * 1_000 - Date.now();
    if (left > 0 && !this.stopping) await delay(left);
  }
}

/** Numbers of documents are used once. */
const paper = (kind: string): { number: string; date: string } => ({ number: `${kind} ${randomUUID()}`, date: DAY });

const codeOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code : '';

function isPassing({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  return status === 0 || PASSING.has(status) || (status === 409 && codeOf(body) === 'idempotency-key-in-flight');
}

/** Status 0: the connection broke, or nobody answered in time, so that nobody knows whether it had its effect. */
async function attempt(
  session: Session,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<Pick<Answer, 'status' | 'body'>> {
  const limit = new AbortController();
  const tooLate = delay(ANSWER_MS, { status: 0, body: { code: 'no-answer' } }, { signal: limit.signal });
  tooLate.catch(() => undefined);
  const answer = session.call('POST', path, body, headers).catch(() => ({ status: 0, body: { code: 'connection-broken' } }));
  return Promise.race([answer, tooLate]).finally(() => limit.abort());
}

/** Reports that a government protects nobody in a year that nothing else speaks of: a flag from that business day on. */
export async function reportNobody(planner: Session, government: string, fiscalYear: number): Promise<void> {
  const body = { payer: government, fiscalYear, kind: 'asserted-zero', qualifier: 'exact', holdsOn: DAY, source };
  const headers = { 'idempotency-key': randomUUID() };
  for (;;) {
    const answer = await attempt(planner, '/api/headcounts', body, headers);
    if (answer.status === 201) return;
    if (!isPassing(answer)) throw new Error(`nobody in ${government} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    await delay(AGAIN_AFTER_MS);
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventLogProducer } from '@komitmen/messaging';
import { CONSUMED, type Service, SERVICES } from '../distributed/cluster';
import { type Poisoned, poisonOf } from '../distributed/faults';
import { liveOf } from '../distributed/evidence';
import { BUDGET_YEAR, reportNobody, SteadyLoad } from '../distributed/load';
import { type Answer, PASSWORD, type Session } from '../running';
import type { Installation } from './installation';

export const REGENCIES = ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06', '52.07', '52.08', '52.71', '52.72'];
const FIRST_DAY = '2025-07-15';
/** Years that nothing else speaks of. */
const FIRST_YEAR = 2027;
const RULE_YEAR = 2099;
/** The load pays for months until November: from the month before on, each is told that its coverage ends. Only long runs come so far. */
export const COVERAGE_ENDS_ON = `${BUDGET_YEAR}-10-01`;
/** Between them every service reads one. */
const POISONED_TOPICS = ['regencies', 'notifications'] as const;
const PAUSE_MS = 300;
/** Calls are limited to so many a minute; each poisoned event takes two in every service that reads it, to be set right. */
const UNHURRIED_MS = 1_500;
const ANSWER_MS = 30_000;
const ROLLED_BACK_EVERY = 3;

export interface Day {
  readonly reportedOn: string;
  readonly fiscalYear: number;
  readonly lettersOn: string;
}

interface RuleSet {
  readonly rule: string;
  /** From 2: 1 is the rule before anybody set anything. */
  readonly version: number;
  readonly parameter: string | null;
}

/** Something for every step of every service to do, until it is told to stop. */
export class Life {
  readonly load: SteadyLoad;
  readonly days: Day[] = [];
  /** Names of the accounts that were made. */
  readonly accounts: string[] = [];
  /** Settings of a rule that were accepted. */
  ruleSettings = 0;
  readonly poisoned: Poisoned[] = [];
  /** Rebuilds that were begun, and roll-backs. */
  rebuilds = 0;
  rolledBack = 0;
  /** What went wrong in a way that no crash explains. */
  readonly troubles: string[] = [];
  private stopping = false;
  private ended = false;
  private readonly works: Promise<void>[];
  private readonly repairs: Promise<void>[];
  private readonly producer: EventLogProducer;

  private constructor(
    private readonly installation: Installation,
    private readonly planner: Session,
    private readonly administrator: Session,
  ) {
    this.producer = installation.servers.eventLog().producer();
    this.load = new SteadyLoad({
      caller: (role, scope) => installation.session(role, scope),
      governments: REGENCIES,
      commandsPerSecond: 8,
    });
    this.works = [
      this.passDays(),
      ...[() => this.makeAccount(), () => this.setRule(), () => this.poison(), () => this.rebuild()].map((work) =>
        this.repeat(work, UNHURRIED_MS),
      ),
    ];
    this.repairs = SERVICES.map((service) =>
      this.repeat(
        () => this.setRight(service),
        PAUSE_MS,
        () => this.ended,
      ),
    );
  }

  static async begin(installation: Installation): Promise<Life> {
    return new Life(installation, await installation.session('planner', '52'), await installation.session('administrator', '52'));
  }

  /** Everything in hand comes to its end; what is set aside is still set right. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([this.load.stop(), ...this.works]);
  }

  async end(): Promise<void> {
    this.ended = true;
    await Promise.all(this.repairs);
  }

  /** For a test that has failed. */
  async abandon(): Promise<void> {
    this.stopping = true;
    this.ended = true;
    await this.load.abandon();
  }

  private async repeat(work: () => Promise<void>, pauseMs = PAUSE_MS, isOver = () => this.stopping): Promise<void> {
    while (!isOver()) {
      await work().catch((error: unknown) => this.troubles.push(String(error)));
      await delay(pauseMs);
    }
  }

  /** Day after day nobody is protected in a year of its own; the letters leave on the next working day, also the last ones. */
  private async passDays(): Promise<void> {
    const goesOn = (day: string): boolean => !this.stopping || day === COVERAGE_ENDS_ON;
    for (let reportedOn = FIRST_DAY, fiscalYear = FIRST_YEAR; goesOn(reportedOn) && fiscalYear < RULE_YEAR; fiscalYear += 1) {
      for (const government of REGENCIES) await reportNobody(this.planner, government, fiscalYear);
      const lettersOn = workingDayAfter(reportedOn);
      this.days.push({ reportedOn, fiscalYear, lettersOn });
      await this.insist(this.administrator, 'POST', '/api/calendar/52/advance', { to: lettersOn }, 202);
      await this.untilFinished(lettersOn);
      reportedOn = lettersOn;
    }
  }

  private async untilFinished(date: string): Promise<void> {
    for (;;) {
      const answer = await tried(this.planner.get<{ date: string; finished: boolean }[]>('/api/calendar'));
      const calendar = answer?.status === 200 ? answer.body[0] : undefined;
      if (calendar?.date === date && calendar.finished) return;
      await delay(PAUSE_MS);
    }
  }

  private async makeAccount(): Promise<void> {
    const username = `uji.${randomUUID().slice(0, 13)}`;
    const account = { username, displayName: 'Akun uji', role: 'planner', scope: '52', password: PASSWORD };
    await this.insist(this.administrator, 'POST', '/api/accounts', account, 201);
    this.accounts.push(username);
  }

  /** A change has no key of its own: whether one without an answer was done shows the version that is found later. */
  private async setRule(): Promise<void> {
    const rule = await this.ruleSet();
    const body = { province: '52', fiscalYear: RULE_YEAR, parameter: rule.parameter === '2099-07-14' ? '2099-07-15' : '2099-07-14' };
    const answer = await tried(this.administrator.call('PUT', '/api/rules/no-data', body, { 'if-match': `"${rule.version}"` }));
    this.ruleSettings = answer?.status === 200 ? rule.version : (await this.ruleSet()).version - 1;
  }

  private async ruleSet(): Promise<RuleSet> {
    for (;;) {
      const seen = await tried(this.planner.get<RuleSet[]>(`/api/rules?province=52&fiscalYear=${RULE_YEAR}`));
      const rule = seen?.status === 200 ? seen.body.find((one) => one.rule === 'no-data') : undefined;
      if (rule !== undefined || this.ended) return rule ?? { rule: 'no-data', version: 1, parameter: null };
      await delay(PAUSE_MS);
    }
  }

  /**
   * Two events under one key, so that the second is parked behind the first; more when every reader has given the last ones up.
   * So a reader that was away has some before it as soon as it is back, and no more than it can set right.
   */
  private async poison(): Promise<void> {
    for (const topic of POISONED_TOPICS) {
      const last = this.poisoned.findLast((one) => one.topic === topic);
      if (last !== undefined && !(await this.isGivenUp(last))) continue;
      const key = `poison-${randomUUID()}`;
      const records = [0, 1].map(() => ({ topic, key, partitionKey: '52', ...poisonOf(topic, key, 'unknown-type') }));
      await inTime(this.producer.append(records));
      this.poisoned.push({ topic, key });
    }
  }

  private async isGivenUp({ topic, key }: Poisoned): Promise<boolean> {
    const readers = SERVICES.filter((service) => CONSUMED[service]?.includes(topic));
    const discarded = readers.map(
      (service) => `SELECT DISTINCT event_id FROM ${service}.dead_letters WHERE key = $1 AND reason IS NOT NULL`,
    );
    const found = await this.installation.servers.sql(discarded.join(' UNION ALL '), [key]);
    return found.length >= 2 * readers.length;
  }

  /**
   * One after the other, each to go live only where it equals what is live; now and then the former one comes back instead. What a
   * process that died had begun goes on by itself.
   */
  private async rebuild(): Promise<void> {
    const [state] = await this.installation.servers.sql<{ building: number | null; refused: string | null }>(
      'SELECT building, refused FROM scorecards.consumer_generations',
    );
    if (state !== undefined && state.building !== null) return;
    const comesBack = this.rebuilds > this.rolledBack * ROLLED_BACK_EVERY + 1;
    const path = `/api/system/scorecards/rebuild${comesBack ? '/roll-back' : ''}`;
    const answer = await tried(this.administrator.call('POST', path, comesBack ? {} : { verify: true }));
    if (answer?.status === 200 && comesBack) this.rolledBack += 1;
    else if (answer?.status === 200) this.rebuilds += 1;
    if (state !== undefined && state.refused !== null) throw new Error(`a rebuild was refused: ${state.refused}`);
  }

  /** Replayed once, in vain, and then given up. */
  private async setRight(service: Service): Promise<void> {
    const [letter] = await this.setAside(service);
    if (letter === undefined) return;
    const path = `/api/system/${service}/dead-letters/${letter.id}`;
    for (const [step, body] of [
      ['replay', {}],
      ['discard', { reason: 'dibuat oleh sebuah uji' }],
    ] as const) {
      const answer = await tried(this.administrator.call('POST', `${path}/${step}`, body));
      // A letter goes with its generation.
      if (answer !== undefined && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 404)
        throw new Error(`${path}/${step}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }

  private setAside(service: Service): Promise<{ id: string }[]> {
    return this.installation.servers.sql(
      `SELECT id FROM ${service}.dead_letters WHERE state = 'open' AND generation = ${liveOf(service)} ORDER BY id`,
    );
  }

  /** One command under one key until it is accepted. */
  private async insist(session: Session, method: string, path: string, body: object, wanted: number): Promise<void> {
    const headers = { 'idempotency-key': randomUUID() };
    for (;;) {
      const answer = await tried(session.call(method, path, body, headers));
      if (answer?.status === wanted) return;
      if (answer !== undefined && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 409)
        throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      await delay(PAUSE_MS);
    }
  }
}

/** Undefined when nobody answered. */
const tried = <T>(answer: Promise<Answer<T>>): Promise<Answer<T> | undefined> => inTime(answer).catch(() => undefined);

/** A server that takes a call and never answers would stop everything here. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = delay(ANSWER_MS, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`no answer within ${ANSWER_MS / 1_000} s`);
  });
  late.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => limit.abort());
}

function workingDayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  do day.setUTCDate(day.getUTCDate() + 1);
  while ([0, 6].includes(day.getUTCDay()));
  return day.toISOString().slice(0, 10);
}

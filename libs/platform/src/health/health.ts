import { Injectable } from '@nestjs/common';
import { EventLogStrategy, Relay, UnitOfWork } from '@komitmen/messaging';
import { DataSource } from 'typeorm';
import { codeOf } from '../embedded-postgres/cannot-start';
import { STALLED_AFTER_MS } from '../process/liveness';
import { within } from '../process/within';
import type { PartHealth, ServiceHealth } from '../service/service-definition';
import { shortageInWords, troubleInWords } from './trouble-in-words';

/** A look that hangs on a connection that died without a word must not stand for the part for ever. */
const FORGOTTEN_AFTER_MS = 15_000;
/** A part that says nothing until here does not answer. A probe waits 3 s, a gateway longer: both must hear the report. */
export const PARTS_ANSWER_WITHIN_MS = 2_000;

const SILENT: PartHealth = { state: 'down', detail: `does not answer within ${PARTS_ANSWER_WITHIN_MS / 1_000} s` };
const SILENT_LOG: PartHealth = { state: 'behind', detail: 'the event log does not answer' };

/** Looks at one part; a failure or silence makes it `down`. Details are one calm sentence without secrets. */
export type HealthCheck = () => PartHealth | Promise<PartHealth>;

/** A log that answers, but has not what is wanted, gives no lag either. */
const isAboutTopics = (trouble: string): boolean => /^topics (missing|differ)/.test(trouble);
const reason = (error: unknown): string => codeOf(error) ?? (error instanceof Error ? error.name : 'unknown');

/** The state of a service's parts, as the gateway and probes read it; it answers although a part hangs. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, { readonly check: HealthCheck; readonly silent: PartHealth }>();
  private readonly pending = new Map<string, { readonly begun: number; readonly answer: Promise<PartHealth> }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly relay: Relay,
    private readonly consumer: EventLogStrategy,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.add('database', () => this.database());
    this.add('events', () => this.events(), SILENT_LOG);
    this.add('relay', () => this.publishing());
  }

  /** A service's own part beside those that all services have. `silent` is what it counts as when the look takes too long. */
  add(name: string, check: HealthCheck, silent: PartHealth = SILENT): void {
    this.checks.set(name, { check, silent });
  }

  async report(): Promise<ServiceHealth> {
    const looks = [...this.checks].map(async ([name, { check, silent }]) => {
      const late = (error?: unknown): PartHealth =>
        error === undefined ? silent : { state: 'down', detail: shortageInWords(error) ?? `does not answer (${reason(error)})` };
      return [name, await within(PARTS_ANSWER_WITHIN_MS, this.look(name, check), late)] as const;
    });
    const parts = Object.fromEntries(await Promise.all(looks));
    return { state: Object.values(parts).some(({ state }) => state === 'down') ? 'down' : 'up', parts };
  }

  /** One look at a time: looks at a part that hangs must not pile up. */
  private look(name: string, check: HealthCheck): Promise<PartHealth> {
    const running = this.pending.get(name);
    if (running !== undefined && performance.now() - running.begun < FORGOTTEN_AFTER_MS) return running.answer;
    const look = { begun: performance.now(), answer: (async () => check())() };
    const forget = (): void => {
      if (this.pending.get(name) === look) this.pending.delete(name);
    };
    this.pending.set(name, look);
    look.answer.then(forget, forget);
    return look.answer;
  }

  private async database(): Promise<PartHealth> {
    await this.dataSource.query('SELECT 1');
    const lacks = this.unitOfWork.lacks();
    return lacks === null ? { state: 'up' } : { state: 'behind', detail: troubleInWords(lacks) };
  }

  private async events(): Promise<PartHealth> {
    const { stoppedReason, trouble, lag, waitingHere, lastProgressAt } = await this.consumer.progress();
    if (stoppedReason !== null) return { state: 'down', detail: stoppedReason };
    if (trouble !== null && (lag !== null || isAboutTopics(trouble))) return { state: 'behind', detail: troubleInWords(trouble) };
    if (lag === null) return SILENT_LOG;
    const stalled = waitingHere !== null && waitingHere > 0n && performance.now() - lastProgressAt > STALLED_AFTER_MS;
    if (stalled) return { state: 'down', detail: `no progress, ${String(waitingHere)} events wait` };
    return lag === 0n ? { state: 'up' } : { state: 'behind', detail: `${String(lag)} events wait` };
  }

  private publishing(): PartHealth {
    const { trouble } = this.relay.state();
    return trouble === null ? { state: 'up' } : { state: 'behind', detail: troubleInWords(trouble) };
  }
}

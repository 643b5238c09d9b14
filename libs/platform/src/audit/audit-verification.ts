import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_CHAIN, type AuditSealed } from '@komitmen/contracts';
import {
  type EventLog,
  MESSAGING_OPTIONS,
  type MessagingOptions,
  partitionFor,
  PARTITIONS_PER_TOPIC,
  readPartition,
} from '@komitmen/messaging';
import { ProblemError } from '../http/problem';
import { checkRow, type Finding, type Seal, sealOfRow } from './audit-chain';
import { AuditKeys } from './audit-keys';
import { AuditStore, type UnsealedRows } from './audit-store';

const ROWS_PER_STRETCH = 50_000;
const ROWS_PER_QUERY = 2_000;
const RECORDS_PER_STRETCH = 50_000n;
const HEADS_PER_QUERY = 1_000;
const FINDINGS_NAMED = 100;
const LOG_LIMIT_MS = 20_000;

export interface Findings {
  readonly found: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
}

export interface CheckedRows extends Findings {
  readonly checked: number;
  /** The place of the chain to go on behind; null at its end. */
  readonly next: number | null;
  /** At the end of the chain, which rows are not part of it yet. */
  readonly unsealed: UnsealedRows | null;
}

export interface Head extends AuditSealed {
  readonly at: string;
}

export interface CheckedHeads extends Findings {
  /** The offset to go on at; null at the end of the log. */
  readonly next: string | null;
  readonly newest: Head | null;
  /** The first heads of new keys. */
  readonly keyChanges: readonly Head[];
}

class Found implements Findings {
  found = 0;
  readonly findings: Finding[] = [];

  add(...findings: readonly Finding[]): void {
    this.found += findings.length;
    for (const finding of findings) if (this.findings.length < FINDINGS_NAMED) this.findings.push(finding);
  }
}

/** Holds the rows of the audit against their seals, and the chain against the heads in the event log; one stretch at a time, with flat memory. */
@Injectable()
export class AuditVerification {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly keys: AuditKeys,
    private readonly store: AuditStore,
  ) {}

  /** The rows sealed behind a place of the chain, 0 for its beginning. */
  async rows(after: number): Promise<CheckedRows> {
    const found = new Found();
    const exchanged = new Map<string, string>();
    let before = after === 0 ? undefined : await this.store.at(after);
    let checked = 0;
    let more = true;
    while (more && checked < ROWS_PER_STRETCH) {
      const rows = await this.store.sealedAfter(before?.position ?? 0, ROWS_PER_QUERY);
      for (const row of rows) {
        const findings = checkRow(this.options.service, this.keys, before, row);
        const seal = findings.some(({ kind }) => kind === 'edited') ? sealOfRow(this.options.service, this.keys, row) : undefined;
        if (seal !== undefined && exchanged.size < FINDINGS_NAMED) exchanged.set(row.row, seal);
        found.add(...findings);
        before = row;
      }
      checked += rows.length;
      more = rows.length === ROWS_PER_QUERY;
    }
    const unsealed = more ? null : await this.store.unsealed(FINDINGS_NAMED);
    for (const row of unsealed?.leftOut ?? []) found.add({ kind: 'left-out', row });
    return {
      checked,
      next: more ? (before?.position ?? null) : null,
      unsealed,
      found: found.found,
      findings: await this.exchanges(found, exchanged),
    };
  }

  /** The heads from an offset of the log on, each against the chain as it is now. */
  async heads(from: bigint): Promise<CheckedHeads> {
    const { service, eventLog } = this.options;
    const place = { topic: service, partition: partitionFor(AUDIT_CHAIN, PARTITIONS_PER_TOPIC), offset: from };
    const logEnd = await endOf(eventLog, place);
    const end = logEnd < from + RECORDS_PER_STRETCH ? logEnd : from + RECORDS_PER_STRETCH;
    const heads: Head[] = [];
    const next = await readPartition(eventLog, place, { end, limitMs: LOG_LIMIT_MS }, ({ headers, value }) => {
      if (headers['ce_type'] !== `${service}.audit-sealed.v1`) return;
      heads.push({ ...(JSON.parse(value) as AuditSealed), at: headers['ce_time'] ?? '' });
    });
    if (next === from && from < end)
      throw new ProblemError(503, 'event-log-silent', 'Log peristiwa tidak menjawab. Coba lagi sebentar lagi.');
    const found = await this.checkHeads(heads);
    const keyChanges = heads.filter(({ replacedKey }) => replacedKey !== undefined);
    return { next: next < logEnd ? String(next) : null, newest: newestOf(heads), keyChanges, found: found.found, findings: found.findings };
  }

  private async checkHeads(heads: readonly Head[]): Promise<Found> {
    const found = new Found();
    for (let first = 0; first < heads.length; first += HEADS_PER_QUERY) {
      const some = heads.slice(first, first + HEADS_PER_QUERY);
      const seals = new Map((await this.store.atEach(some.map(({ count }) => count))).map((seal) => [seal.position, seal]));
      for (const { count, seal, row, at } of some) {
        const here = seals.get(count);
        if (here !== undefined && here.seal !== seal) found.add({ kind: 'replaced', row, headOf: at });
      }
    }
    const beyond = await this.beyondTheEnd(heads);
    if (beyond !== undefined) found.add(beyond);
    return found;
  }

  /** Everything that the log knows of was sealed before the chain is looked at here, so what is missing was removed. */
  private async beyondTheEnd(heads: readonly Head[]): Promise<Finding | undefined> {
    const last: Seal | undefined = await this.store.last();
    const newest = newestOf(heads);
    const rows = (newest?.count ?? 0) - (last?.position ?? 0);
    return newest !== null && rows > 0 ? { kind: 'newest-removed', after: last?.row ?? null, last: newest.row, rows } : undefined;
  }

  /** An edited row that has what another was sealed with was exchanged with it. */
  private async exchanges({ findings }: Found, seals: ReadonlyMap<string, string>): Promise<Finding[]> {
    if (seals.size === 0) return findings;
    const rows = await this.store.rowsSealedAs([...seals.values()]);
    return findings.map((finding) => {
      const other = rows.get(seals.get('row' in finding ? finding.row : '') ?? '');
      return finding.kind === 'edited' && other !== undefined ? { kind: 'exchanged', row: finding.row, with: other } : finding;
    });
  }
}

const newestOf = (heads: readonly Head[]): Head | null =>
  heads.reduce<Head | null>((most, head) => (most === null || head.count >= most.count ? head : most), null);

async function endOf(eventLog: EventLog, { topic, partition }: { readonly topic: string; readonly partition: number }): Promise<bigint> {
  const ends = await eventLog.highWatermarks([topic]);
  return ends.find((end) => end.partition === partition)?.offset ?? 0n;
}

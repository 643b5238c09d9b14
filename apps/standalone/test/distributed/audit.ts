import type { CheckedHeads, CheckedRows } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import type { Session } from '../running';
import { SERVICES } from './cluster';
import { isFact, type Tables } from './evidence';
import { type Differences, differences, type LoggedEvent, withoutRepetitions } from './histories';

/** Every fact on the log is somebody's, and has one row in the audit of the service that took it. */
export async function auditOfFacts({ servers }: Tables, log: readonly LoggedEvent[]): Promise<Differences> {
  const facts = withoutRepetitions(log.filter(isFact));
  const rows = await servers.sql<{ id: string }>(
    ['regencies', 'budgets', 'enrolment']
      .map((one) => `SELECT event_id AS id FROM ${one}.audit_log WHERE event_type = ANY ($1)`)
      .join(' UNION ALL '),
    [[...new Set(facts.map(({ type }) => type))]],
  );
  return differences(
    facts.map(({ eventId }) => eventId),
    rows.map(({ id }) => id),
  );
}

/** Verifies every service's audit once all of its rows are sealed. @returns what was found, in words. */
export async function faultsOfSeals(administrator: Session): Promise<string[]> {
  const found = await Promise.all(SERVICES.map((service) => eventually(() => verified(administrator, `/api/system/${service}/audit`))));
  return found.flat();
}

/** @throws Error while a row is not sealed yet. */
async function verified(administrator: Session, path: string): Promise<string[]> {
  const findings: string[] = [];
  const check = async <T extends CheckedHeads | CheckedRows>(part: string): Promise<T> => {
    const { status, body } = await administrator.get<T>(path + part);
    if (status !== 200) throw new Error(`${path}${part} was answered ${status}`);
    findings.push(...body.findings.map((finding) => `${path}: ${JSON.stringify(finding)}`));
    return body;
  };
  for (let from: string | null = '0'; from !== null;) from = (await check<CheckedHeads>(`/heads?from=${from}`)).next;
  for (let after: number | null = 0; after !== null;) {
    const { next, unsealed }: CheckedRows = await check(`/rows?after=${after}`);
    if (unsealed !== null && unsealed.rows > 0) throw new Error(`${unsealed.rows} rows are not sealed yet`);
    after = next;
  }
  return findings;
}

import { CannotStart, type CheckedHeads, type CheckedRows, type Finding, type Head } from '@komitmen/platform';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SecretFolder } from '../installation/secret-folder';
import { secret } from '../key-material';
import { SERVICE_NAMES } from '../service-names';
import { checkout } from '../settings';
import { inWords } from './audit-findings';
import type { ConsoleApi } from './console-api';
import { requireService } from './services';
import { table } from './table';

const FINDINGS_SHOWN = 20;
const KEYS = 'AUDIT_KEY';

/** What one service's audit looks like. */
interface Verified {
  readonly service: string;
  sealed: number;
  /** Rows that the newest head in the log counts. */
  inLog: number;
  unsealed: CheckedRows['unsealed'];
  found: number;
  readonly findings: Finding[];
  readonly keyChanges: Head[];
}

/** Checks every service's audit, or that of one; the exit code says whether anything was found. */
export async function verifyAudit(api: ConsoleApi, service: string | undefined): Promise<void> {
  const all: Verified[] = [];
  for (const name of service === undefined ? SERVICE_NAMES : [requireService(service)]) all.push(await verify(api, name));
  const rows = all.map(({ service: name, sealed, inLog, unsealed, found }) =>
    [name, sealed, inLog, unsealed?.rows ?? 0, found].map((value) => String(value)),
  );
  console.log(table(['service', 'sealed', 'known to the log', 'not yet sealed', 'findings'], rows));
  for (const line of all.flatMap(remarks)) console.log(line);
  const findings = all.flatMap(described);
  for (const line of findings.length === 0 ? ['Nothing was edited, removed or reordered.'] : findings) console.log(line);
  if (findings.length > 0) process.exitCode = 1;
}

/** The heads first: whatever the log knows of was sealed before the rows are looked at. */
async function verify(api: ConsoleApi, service: string): Promise<Verified> {
  const verified: Verified = { service, sealed: 0, inLog: 0, unsealed: null, found: 0, findings: [], keyChanges: [] };
  const path = `/api/system/${service}/audit`;
  for (let from: string | null = '0'; from !== null;) {
    const heads: CheckedHeads = await api.get<CheckedHeads>(`${path}/heads?from=${from}`);
    verified.inLog = Math.max(verified.inLog, heads.newest?.count ?? 0);
    verified.keyChanges.push(...heads.keyChanges);
    note(verified, heads);
    from = heads.next;
  }
  for (let after: number | null = 0; after !== null;) {
    const rows: CheckedRows = await api.get<CheckedRows>(`${path}/rows?after=${after}`);
    verified.sealed += rows.checked;
    verified.unsealed = rows.unsealed;
    note(verified, rows);
    after = rows.next;
  }
  return verified;
}

function note(verified: Verified, { found, findings }: CheckedHeads | CheckedRows): void {
  verified.found += found;
  verified.findings.push(...findings.slice(0, FINDINGS_SHOWN - verified.findings.length));
}

function described({ service, found, findings }: Verified): string[] {
  const lines = findings.map((finding) => `${service}: ${inWords(finding)}.`);
  return found > lines.length ? [...lines, `${service}: and ${found - lines.length} findings more.`] : lines;
}

/** What is worth knowing and no finding. */
function remarks({ service, sealed, inLog, unsealed, keyChanges }: Verified): string[] {
  const changes = keyChanges.map(
    ({ key, replacedKey, row, at }) => `${service}: the key ${key} replaced ${replacedKey ?? ''} by row ${row}, ${at}.`,
  );
  const unknown = sealed > inLog ? [`${service}: the log does not know yet of the last ${sealed - inLog} sealed rows.`] : [];
  const { rows = 0, first, last, since } = unsealed ?? {};
  const tail = rows > 0 ? [`${service}: rows ${first ?? ''} to ${last ?? ''}, ${rows} since ${String(since)}, are not sealed yet.`] : [];
  return [...changes, ...unknown, ...tail];
}

/**
 * Services use the new key after their next start; rows that are sealed are checked with the old ones, which stay.
 * @returns the files that have a new key now
 */
export function addAuditKey(folder: string): string[] {
  const place = resolve(checkout, folder);
  const within = existsSync(place) ? readdirSync(place, { withFileTypes: true }) : [];
  const paths = [KEYS, ...within.filter((entry) => entry.isDirectory()).map(({ name }) => join(name, KEYS))];
  const present = paths.filter((path) => existsSync(join(place, path)));
  if (present.length === 0) throw new CannotStart(`There is no ${KEYS} in ${place}, nor in a folder below.`);
  const files = new SecretFolder(place);
  for (const path of present) files.put(path, [secret(), files.find(path)].join(','));
  return present;
}

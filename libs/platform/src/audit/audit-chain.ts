import { createHmac } from 'node:crypto';
import type { AuditKey, AuditKeys } from './audit-keys';

/** The place of one row in the chain. Seals are hexadecimal. */
export interface Seal {
  /** Dense from 1, in the order of sealing. */
  readonly position: number;
  /** Id of the row. Ids have gaps, and may be sealed out of order where transactions committed so. */
  readonly row: string;
  /** Id of the key. */
  readonly key: string;
  /** Of the row's content alone: an edited row is told from one that was moved. */
  readonly rowSeal: string;
  /** Of this row and, through the seal before, of all before it. */
  readonly seal: string;
}

/** A row's columns as one text, in which no two rows are alike; null where the row is gone. */
export interface AuditRow {
  readonly row: string;
  readonly content: string | null;
}

export type Finding =
  | { readonly kind: 'edited' | 'removed' | 'left-out'; readonly row: string }
  /** The row has the content that another one was sealed with. */
  | { readonly kind: 'exchanged'; readonly row: string; readonly with: string }
  /** The row is as it was, but stands behind another one than when it was sealed. */
  | { readonly kind: 'moved'; readonly row: string; readonly after: string | null }
  /** So many rows are gone with their seals; `after` is null for the first ones. */
  | { readonly kind: 'gap'; readonly after: string | null; readonly before: string; readonly rows: number }
  /** So many of the newest rows are gone with their seals, but the log has the head of which `last` was the row. */
  | { readonly kind: 'newest-removed'; readonly after: string | null; readonly last: string; readonly rows: number }
  /** The chain up to this row is another one than that whose head the log holds. */
  | { readonly kind: 'replaced'; readonly row: string; readonly headOf: string }
  | { readonly kind: 'key-unknown' | 'key-outdated'; readonly row: string; readonly key: string };

const hmac = (secret: string, ...parts: readonly string[]): string => createHmac('sha256', secret).update(parts.join('\n')).digest('hex');

const sealOfContent = (service: string, key: AuditKey, content: string | null): string => hmac(key.secret, 'row', service, content ?? '');

const sealOfLink = (service: string, key: AuditKey, before: string, row: string, rowSeal: string): string =>
  hmac(key.secret, 'link', service, key.id, before, row, rowSeal);

/** Seals rows behind the last seal there is. A row that is gone before it was sealed keeps its place, so that it will be missed. */
export function sealRows(service: string, key: AuditKey, last: Seal | undefined, rows: readonly AuditRow[]): Seal[] {
  let { position, seal } = last ?? { position: 0, seal: '' };
  return rows.map(({ row, content }) => {
    const rowSeal = sealOfContent(service, key, content);
    position += 1;
    seal = sealOfLink(service, key, seal, row, rowSeal);
    return { position, row, key: key.id, rowSeal, seal };
  });
}

/**
 * Holds a row against its seal and the seal before it; undefined before the first. Each row is checked against what is stored, so
 * that one that was tampered with does not make those behind it suspicious.
 */
export function checkRow(service: string, keys: AuditKeys, before: Seal | undefined, sealed: Seal & AuditRow): Finding[] {
  const { row } = sealed;
  const missing = sealed.position - (before?.position ?? 0) - 1;
  const gap: Finding[] = missing > 0 ? [{ kind: 'gap', after: before?.row ?? null, before: row, rows: missing }] : [];
  const own = checkSeal(service, keys, missing > 0 ? undefined : { seal: before?.seal ?? '', row: before?.row ?? null }, sealed);
  if (own !== undefined) return [...gap, own];
  if (before !== undefined && keys.isOlder(sealed.key, before.key)) return [...gap, { kind: 'key-outdated', row, key: sealed.key }];
  return gap;
}

/** @param before undefined where the seal before is gone, so that the link to it cannot be checked. */
function checkSeal(
  service: string,
  keys: AuditKeys,
  before: { readonly seal: string; readonly row: string | null } | undefined,
  { row, key: id, content, rowSeal, seal }: Seal & AuditRow,
): Finding | undefined {
  const key = keys.find(id);
  if (key === undefined) return { kind: 'key-unknown', row, key: id };
  if (content === null) return { kind: 'removed', row };
  if (sealOfContent(service, key, content) !== rowSeal) return { kind: 'edited', row };
  if (before !== undefined && sealOfLink(service, key, before.seal, row, rowSeal) !== seal)
    return { kind: 'moved', row, after: before.row };
  return undefined;
}

/** The seal that a row's content has now; undefined where nothing can be compared. */
export function sealOfRow(service: string, keys: AuditKeys, { key: id, content }: Seal & AuditRow): string | undefined {
  const key = keys.find(id);
  return key === undefined || content === null ? undefined : sealOfContent(service, key, content);
}

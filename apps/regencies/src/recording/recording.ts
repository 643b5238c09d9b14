import type { RecordedBy, Source } from '@komitmen/contracts';
import { type BusinessDate, DomainError, type GovernmentCode } from '@komitmen/kernel';

/** When and by whom a fact is recorded: everything about it that nobody types. */
export interface Recording {
  /** The business date; the fact's `knownOn`. */
  readonly today: BusinessDate;
  /** Real time, ISO 8601 in UTC. */
  readonly at: string;
  readonly by: RecordedBy;
}

/** @throws DomainError `dated-in-the-future`: nothing can be known before it is true, printed or signed. */
export function requireNotInTheFuture(today: BusinessDate, dates: Readonly<Record<string, BusinessDate | null | undefined>>): void {
  for (const [field, date] of Object.entries(dates)) {
    if (date && date > today)
      throw new DomainError('unprocessable', 'dated-in-the-future', `Tanggal ${date} belum tiba; hari ini tanggal ${today}.`, {
        field,
        value: date,
        businessDate: today,
      });
  }
}

/** @throws DomainError `unknown-government` for a code that the reference data does not hold. */
export function requireKnownGovernment(known: boolean, code: GovernmentCode, field: string): void {
  if (known) return;
  throw new DomainError('unprocessable', 'unknown-government', `Kode wilayah ${code} tidak ada dalam daftar pemerintah daerah.`, {
    field,
    value: code,
  });
}

/** A source whose date, where it is known, is a day of the calendar. */
export type DatedSource = Source & { readonly date: BusinessDate | null };

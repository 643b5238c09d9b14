import { type BusinessDate, DomainError } from '@komitmen/kernel';
import type { Document, RecordedBy, Source } from './events/fields';

/** When and by whom a fact is recorded: everything about it that nobody types. */
export interface Recording {
  /** The business date; the fact's `knownOn`. */
  readonly today: BusinessDate;
  /** Real time, ISO 8601 in UTC. */
  readonly at: string;
  readonly by: RecordedBy;
}

export type DatedDocument = Document & { readonly date: BusinessDate };
/** `date` is null only where the day of publication is not known. */
export type DatedSource = Source & { readonly date: BusinessDate | null };

/** As events and answers carry it. */
export const recordedFields = (holdsOn: BusinessDate, { today, at, by }: Recording) => ({
  holdsOn,
  knownOn: today,
  recordedAt: at,
  recordedBy: by,
});

/** @throws DomainError `dated-in-the-future`: nothing can be recorded before it is true, printed or signed. */
export function requireNotInTheFuture(today: BusinessDate, dates: Readonly<Record<string, BusinessDate | null | undefined>>): void {
  for (const [field, date] of Object.entries(dates)) {
    if (!date || date <= today) continue;
    const message = `Tanggal ${date} belum tiba; tanggal hari ini ${today}. Tulis tanggal paling lambat hari ini.`;
    throw new DomainError('unprocessable', 'dated-in-the-future', message, { field, value: date, businessDate: today });
  }
}

import type { Document, RecordedBy, Source } from '@komitmen/contracts';
import { type BusinessDate, DomainError } from '@komitmen/kernel';

/** When and by whom a fact is recorded: everything about it that nobody types. */
export interface Recording {
  /** The business date; the fact's `knownOn`. */
  readonly today: BusinessDate;
  /** Real time, ISO 8601 in UTC. */
  readonly at: string;
  readonly by: RecordedBy;
}

export type DatedDocument = Document & { readonly date: BusinessDate };
export type DatedSource = Source & { readonly date: BusinessDate | null };

/** As events and answers carry it. */
export const recordedFields = (holdsOn: BusinessDate, { today, at, by }: Recording) => ({ holdsOn, knownOn: today, recordedAt: at, recordedBy: by });

/** @throws DomainError `dated-in-the-future`: nothing can be recorded before it is true, printed or signed. */
export function requireNotInTheFuture(today: BusinessDate, dates: Readonly<Record<string, BusinessDate | null | undefined>>): void {
  for (const [field, date] of Object.entries(dates)) {
    if (!date || date <= today) continue;
    const message = `Tanggal ${date} belum tiba; tanggal hari ini ${today}. Tulis tanggal paling lambat hari ini.`;
    throw new DomainError('unprocessable', 'dated-in-the-future', message, { field, value: date, businessDate: today });
  }
}

/** A planner records what somebody else states, so it must be told who. @throws DomainError `source-required`. */
export function requireSourceOfPlanner({ by }: Recording, source: DatedSource | null): void {
  if (by.role !== 'planner' || source !== null) return;
  const message = 'Sebutkan sumbernya: judul dan tanggal, contoh "Suara NTB", 2025-07-14. Perencana mencatat apa yang dinyatakan suatu sumber.';
  throw new DomainError('invalid', 'source-required', message, { field: 'source' });
}

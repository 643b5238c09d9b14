import type { DatedSource, Recording } from '@komitmen/contracts';
import { DomainError } from '@komitmen/kernel';

/** A planner records what somebody else states, so it must be told who. @throws DomainError `source-required`. */
export function requireSourceOfPlanner({ by }: Recording, source: DatedSource | null): void {
  if (by.role !== 'planner' || source !== null) return;
  const message =
    'Sebutkan sumbernya: judul dan tanggal, contoh "Suara NTB", 2025-07-14. Perencana mencatat apa yang dinyatakan suatu sumber.';
  throw new DomainError('invalid', 'source-required', message, { field: 'source' });
}

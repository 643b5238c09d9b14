import { DomainError, type GovernmentCode } from '@komitmen/kernel';

/** @throws DomainError `unknown-government` for a code that the reference data does not hold. */
export function requireKnownGovernment(known: boolean, code: GovernmentCode, field: string): void {
  if (known) return;
  throw new DomainError('unprocessable', 'unknown-government', `Kode wilayah ${code} tidak ada dalam daftar pemerintah daerah.`, {
    field,
    value: code,
  });
}

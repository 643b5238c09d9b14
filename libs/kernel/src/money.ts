import { DomainError } from './domain-error';

/** Whole rupiah. Never floating point. */
export type Rupiah = bigint & { readonly brand: 'Rupiah' };

/** How a positive amount travels in JSON: digits only, at most 18 of them, which a PostgreSQL `bigint` holds. */
export const RUPIAH_PATTERN = /^[1-9][0-9]{0,17}$/;

export const rupiah = (amount: bigint | number): Rupiah => BigInt(amount) as Rupiah;

/** @throws DomainError `amount-malformed` for zero, signs, fractions, dots, "Rp" and anything beyond 18 digits. */
export function parseRupiah(text: string, field = 'amount'): Rupiah {
  if (RUPIAH_PATTERN.test(text)) return BigInt(text) as Rupiah;
  throw new DomainError(
    'invalid',
    'amount-malformed',
    `Jumlah "${text.slice(0, 40)}" tidak dapat dibaca; tulis rupiah bulat tanpa titik dan tanpa "Rp", lebih dari nol, contoh 100000000.`,
    { field, value: text.slice(0, 40) },
  );
}

/** `Rp1.234.567`: no space after Rp, dots between thousands. */
export function formatRupiah(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().replace(/\B(?=(\d{3})+$)/g, '.');
  return `${amount < 0n ? '-' : ''}Rp${digits}`;
}

import { DomainError } from './domain-error';

/** Kemendagri code of a province (`52`) or of a regency or city (`52.71`). */
export type GovernmentCode = string & { readonly brand: 'GovernmentCode' };
/** Kemendagri code of a province, two digits. */
export type ProvinceCode = GovernmentCode;

export const GOVERNMENT_CODE_PATTERN = /^\d{2}(\.\d{2})?$/;

/** @throws DomainError `government-code-malformed`. */
export function governmentCode(text: string, field = 'government'): GovernmentCode {
  if (GOVERNMENT_CODE_PATTERN.test(text)) return text as GovernmentCode;
  throw new DomainError('invalid', 'government-code-malformed', `Kode wilayah "${text.slice(0, 40)}" tidak dikenal; contoh 52.71.`, {
    field,
    value: text.slice(0, 40),
  });
}

export const provinceOf = (code: GovernmentCode): ProvinceCode => code.slice(0, 2) as ProvinceCode;
export const isProvince = (code: GovernmentCode): boolean => code.length === 2;

/** The five links of the chain, in order. */
export const LINKS = ['commitment', 'allocation', 'disbursement', 'receipt', 'protection'] as const;
export type Link = (typeof LINKS)[number];

export const SEGMENTS = ['PU', 'BPU', 'JAKON', 'PMI'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** @throws DomainError `unknown-government` for a code that the reference data does not hold. */
export function requireKnownGovernment(known: boolean, code: GovernmentCode, field: string): void {
  if (known) return;
  const message = `Kode wilayah ${code} tidak ada dalam daftar pemerintah daerah. Periksa kodenya, contoh 52.71 untuk Kota Mataram.`;
  throw new DomainError('unprocessable', 'unknown-government', message, { field, value: code });
}

export type Language = 'id' | 'en';

const SIGNS = { id: { thousands: '.', decimal: ',' }, en: { thousands: ',', decimal: '.' } } as const;

/** Formats a canonical decimal ("42950", "30.70") without going through floating point. */
export function formatDecimal(canonical: string, language: Language): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical);
  if (match === null) return canonical;
  const [, sign = '', whole = '0', fraction] = match;
  const { thousands, decimal } = SIGNS[language];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${sign}${grouped}${fraction === undefined ? '' : `${decimal}${fraction}`}`;
}

export const formatCount = (count: number | bigint, language: Language): string => formatDecimal(count.toString(), language);

/** `Rp1.234.567`, in English `Rp1,234,567`: no space after Rp. */
export function formatMoney(canonical: string, language: Language): string {
  return canonical.startsWith('-') ? `-Rp${formatDecimal(canonical.slice(1), language)}` : `Rp${formatDecimal(canonical, language)}`;
}

/** `30,7 %` and `30.7%`: trailing zeros of the canonical form are dropped. */
export function formatPercent(canonical: string, language: Language): string {
  const trimmed = canonical.includes('.') ? canonical.replace(/\.?0+$/, '') : canonical;
  return `${formatDecimal(trimmed, language)}${language === 'id' ? '\u00a0%' : '%'}`;
}

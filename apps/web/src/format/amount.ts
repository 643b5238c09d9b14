export type AmountProblem = 'empty' | 'negative' | 'zero' | 'decimals' | 'grouping' | 'words' | 'not-a-number' | 'too-long';
export type ParsedAmount = { readonly digits: string } | { readonly problem: AmountProblem };

const GROUPED = /^\d{1,3}([. ]\d{3})+$/;

/**
 * What people type for whole rupiah ("Rp100.000.000", "Rp 100 000 000,-", "100000000") as the digits that travel.
 * Nothing is guessed: a comma may be a decimal sign or an English separator, so it is refused with a reason.
 */
export function parseAmount(typed: string): ParsedAmount {
  const text = typed
    .replace(/\u00a0/g, ' ')
    .trim()
    .replace(/^Rp\.?\s*/i, '')
    .replace(/,-+$/, '')
    .trim();
  if (text === '') return { problem: 'empty' };
  if (/^[-−(]/.test(text)) return { problem: 'negative' };
  if (/[a-z]/i.test(text)) return { problem: /\d/.test(text) ? 'words' : 'not-a-number' };
  if (/[^\d., ]/.test(text)) return { problem: 'not-a-number' };
  if (/^\d{1,3}(,\d{3})+$/.test(text)) return { problem: 'grouping' };
  if (text.includes(',') || /^\d+\.\d{1,2}$/.test(text)) return { problem: 'decimals' };
  if (!/^\d+$/.test(text) && !GROUPED.test(text)) return { problem: 'grouping' };
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  if (digits === '') return { problem: 'zero' };
  return digits.length > 18 ? { problem: 'too-long' } : { digits };
}

/** Whole persons: the same signs between thousands, zero and fractions refused. */
export function parseCount(typed: string): ParsedAmount {
  const parsed = parseAmount(typed.replace(/\s*(jiwa|orang|persons|people)$/i, ''));
  return 'digits' in parsed && parsed.digits.length > 9 ? { problem: 'too-long' } : parsed;
}

/** Rupiah, days, and lists of years are made of digit groups too, and are no one's number. */
const NO_IDENTITY =
  /Rp\s?\d{1,3}(?:\.\d{3})+(?!\d)|(?<![\d.-])(?:19|20)\d{2}-\d{2}-\d{2}(?![.-]?\d)|(?<![\d.-])(?:19|20)\d{2}(?:[ -](?:19|20)\d{2})+(?![ .-]?\d)/g;
/** Digits, and groups of digits that a space, a dot or a dash holds together. */
const DIGIT_GROUPS = /\d+(?:[\s.\-\u2010-\u2015]{1,3}\d+)*/g;
/** What is written without a space between: part of a run of groups, taken as one. */
const UNBROKEN = /\d+(?:[.\-\u2010-\u2015]+\d+)*/g;
const NATIONAL_ID_DIGITS = 16;

/** On one line, without characters that break it or cannot be seen, and without a national id. */
export const plainWords = (text: string): string => withoutNationalIds(onOneLine(text));

const onOneLine = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();

/** Sixteen digits may be a national id (NIK), however they are grouped; none is ever mailed, whatever a source has written. */
function withoutNationalIds(text: string): string {
  let masked = '';
  let from = 0;
  for (const kept of text.matchAll(NO_IDENTITY)) {
    masked += text.slice(from, kept.index).replace(DIGIT_GROUPS, masksIn) + kept[0];
    from = kept.index + kept[0].length;
  }
  return masked + text.slice(from).replace(DIGIT_GROUPS, masksIn);
}

/** Masks each stretch of neighbouring groups that has exactly sixteen digits together; stretches that overlap go as one. */
function masksIn(run: string): string {
  const groups = [...run.matchAll(UNBROKEN)].map((found) => ({
    digits: found[0].replace(/\D/g, '').length,
    from: found.index,
    to: found.index + found[0].length,
  }));
  const stretches: { from: number; to: number }[] = [];
  for (const [index, first] of groups.entries()) {
    let digits = 0;
    for (const group of groups.slice(index)) {
      digits += group.digits;
      if (digits < NATIONAL_ID_DIGITS) continue;
      const before = stretches.at(-1);
      if (digits > NATIONAL_ID_DIGITS) break;
      if (before !== undefined && first.from < before.to) before.to = group.to;
      else stretches.push({ from: first.from, to: group.to });
      break;
    }
  }
  return stretches.reduceRight((text, { from, to }) => `${text.slice(0, from)}[nomor disamarkan]${text.slice(to)}`, run);
}

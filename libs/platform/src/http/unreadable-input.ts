import { ProblemError } from './problem';

/** Parts within parts that a request may hold; no form of ours holds more than four. */
export const DEEPEST_INPUT = 32;

const LONE_SURROGATE = /\p{Surrogate}/u;
const NOT_STORABLE = new RegExp(`\\0|${LONE_SURROGATE.source}`, 'gu');

/** PostgreSQL holds neither NUL nor half of a surrogate pair, in `text` as in `jsonb`. */
const isStorable = (text: string): boolean => !text.includes('\0') && !LONE_SURROGATE.test(text);

interface Part {
  readonly value: unknown;
  readonly field: string;
  readonly depth: number;
}

function malformed(field: string): ProblemError {
  const name = field.replace(NOT_STORABLE, '\uFFFD');
  const message = `Isian ${name === '' ? 'ini' : `"${name}"`} memuat huruf yang tidak dapat disimpan (NUL atau setengah pasangan Unicode); ketik ulang teksnya.`;
  return new ProblemError(400, 'text-malformed', message, { errors: [{ field: name, code: 'text-malformed', message }] });
}

const tooDeep = (): ProblemError => new ProblemError(400, 'body-too-deep', `Kiriman bersusun lebih dari ${DEEPEST_INPUT} tingkat.`);

/**
 * Why the input cannot be taken up at all, or undefined: parts nested too deep for the functions that walk it one call per
 * level, or text that no column holds. It keeps a list of its own instead of calling itself, so any depth may come.
 */
export function unreadable(input: unknown): ProblemError | undefined {
  const waiting: Part[] = [{ value: input, field: '', depth: 0 }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { value, field, depth } = part;
    if (typeof value === 'string' && !isStorable(value)) return malformed(field);
    if (typeof value !== 'object' || value === null) continue;
    if (depth === DEEPEST_INPUT) return tooDeep();
    for (const [key, inner] of Object.entries(value)) {
      const name = field === '' ? key : `${field}.${key}`;
      if (!isStorable(key)) return malformed(name);
      waiting.push({ value: inner, field: name, depth: depth + 1 });
    }
  }
  return undefined;
}

import { compareText } from '../facts/fact';

/** JSON with keys in order and absent values left out: equal content is equal text, whoever built it. */
export const canonicalJson = (value: unknown): string => JSON.stringify(inOrder(value));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort(compareText)) ordered[key] = inOrder(value[key]);
  return ordered;
}

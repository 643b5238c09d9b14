const TYPE_TEXT = 25;
const [DIMENSIONS, NO_NULLS, FROM] = [1, 0, 1];
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

/** A `text[]` in PostgreSQL's binary form. In the usual one each quote of a JSON would be escaped here and unescaped there. */
export function textArray(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const array = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, HEAD_BYTES));
  let at = 0;
  for (const field of [DIMENSIONS, NO_NULLS, TYPE_TEXT, texts.length, FROM]) at = array.writeInt32BE(field, at);
  texts.forEach((text, index) => {
    at = array.writeInt32BE(lengths[index] ?? 0, at);
    at += array.write(text, at);
  });
  return array;
}

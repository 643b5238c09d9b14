/** Whether two values are equal as JSON, whatever the order of their keys; absent and undefined are the same. Stops at the first difference. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameContent(item, b[index]));
  if (!isObject(a) || !isObject(b) || Array.isArray(b)) return false;
  const keys = definedKeys(a);
  return keys.length === definedKeys(b).length && keys.every((key) => sameContent(a[key], b[key]));
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;
const definedKeys = (object: JsonObject): string[] => Object.keys(object).filter((key) => object[key] !== undefined);

const examples = new WeakMap<object, Map<string, string>>();

/** What to type into a field: shown in an error of that field and in the API's documents. */
export const Example =
  (text: string): PropertyDecorator =>
  (target, property) => {
    const known = examples.get(target.constructor) ?? new Map<string, string>();
    examples.set(target.constructor, known.set(String(property), text));
  };

/** Also of a field that a class has from the one it extends. */
export function exampleOf(dto: object | undefined, property: string): string | undefined {
  if (typeof dto !== 'function') return undefined;
  return examples.get(dto)?.get(property) ?? exampleOf(Object.getPrototypeOf(dto) as object | undefined, property);
}

const examples = new WeakMap<object, Map<string, string>>();

/** What to type into a field: shown in an error of that field and in the API's documents. */
export const Example =
  (text: string): PropertyDecorator =>
  (target, property) => {
    const known = examples.get(target.constructor) ?? new Map<string, string>();
    examples.set(target.constructor, known.set(String(property), text));
  };

export const exampleOf = (dto: object | undefined, property: string): string | undefined => (dto === undefined ? undefined : examples.get(dto)?.get(property));

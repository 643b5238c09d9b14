/**
 * Whoever extends it gives its private fields to a thing that is there already: nobody else sees them, a copy has none. A WeakMap
 * would keep what it holds until the next full collection, young as it is.
 */
const Bearer = function (bearer: object): object {
  return bearer;
} as unknown as new (bearer: object) => object;

/**
 * What follows from one thing that never changes is made once and shared: a verdict is asked for day after day, and from
 * one day to the next almost everything known stays what it was. Nobody may change what is shared.
 * @param of the thing that alone decides what is made
 */
export function onceFor<I, O>(of: (input: I) => object, make: (input: I) => O): (input: I) => O {
  class Made extends Bearer {
    readonly #result: O;

    constructor(bearer: object, result: O) {
      super(bearer);
      this.#result = result;
    }

    static by(bearer: object): { readonly result: O } | undefined {
      return #result in bearer ? { result: bearer.#result } : undefined;
    }
  }
  return (input) => {
    const bearer = of(input);
    const known = Made.by(bearer);
    if (known !== undefined) return known.result;
    const result = make(input);
    new Made(bearer, result);
    return result;
  };
}

export const once = <I extends object, O>(make: (input: I) => O): ((input: I) => O) => onceFor((input) => input, make);

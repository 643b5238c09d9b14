/**
 * What follows from one thing that never changes is made once and shared: a verdict is asked for day after day, and from
 * one day to the next almost everything known stays what it was. Nobody may change what is shared.
 * @param of the thing that alone decides what is made
 */
export function onceFor<I, O>(of: (input: I) => object, make: (input: I) => O): (input: I) => O {
  const made = new WeakMap<object, { readonly result: O }>();
  return (input) => {
    const key = of(input);
    const known = made.get(key);
    if (known !== undefined) return known.result;
    const result = make(input);
    made.set(key, { result });
    return result;
  };
}

export const once = <I extends object, O>(make: (input: I) => O): ((input: I) => O) => onceFor((input) => input, make);

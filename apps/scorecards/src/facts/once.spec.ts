import { once, onceFor } from './once';

const counting = (): { make: (thing: object) => number; made: () => number } => {
  let made = 0;
  return { make: () => (made += 1), made: () => made };
};

describe('what is made once', () => {
  it('is made once of each thing, though nothing comes of it', () => {
    const { make, made } = counting();
    const nothing = once((thing: object) => void make(thing));
    const thing = {};
    nothing(thing);
    nothing(thing);
    nothing({});
    expect(made()).toBe(2);
  });

  it('is one for each way of making it', () => {
    const thing = { name: 'a' };
    const [first, second] = [once(({ name }: typeof thing) => `${name} first`), once(({ name }: typeof thing) => `${name} second`)];
    expect([first(thing), second(thing), first(thing)]).toEqual(['a first', 'a second', 'a first']);
  });

  it('is decided by the thing alone that is named', () => {
    const make = onceFor(
      ({ thing }: { thing: object; day: number }) => thing,
      ({ day }) => day,
    );
    const thing = {};
    expect([make({ thing, day: 1 }), make({ thing, day: 2 }), make({ thing: {}, day: 3 })]).toEqual([1, 1, 3]);
  });

  it('leaves no trace on a thing, not even on a frozen one, and none on its copy', () => {
    const make = once(({ name }: { readonly name: string }) => name.toUpperCase());
    const thing = Object.freeze({ name: 'a' });
    expect(make(thing)).toBe('A');
    expect(Reflect.ownKeys(thing)).toEqual(['name']);
    expect(make({ ...thing, name: 'b' })).toBe('B');
  });
});

// Loaded into a process before all else: with every SIGUSR2 its clock is set back by an hour.
const Real = globalThis.Date;
let hours = 0;
const now = () => Real.now() - hours * 3_600_000;

globalThis.Date = new Proxy(Real, {
  construct: (target, words, self) => Reflect.construct(target, words.length === 0 ? [now()] : words, self),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
process.on('SIGUSR2', () => {
  hours += 1;
});

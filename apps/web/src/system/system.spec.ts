import { partsOf } from './system-queries';

describe('the health answer', () => {
  it('is read as a list or as an object, and no part is ready unless it says so', () => {
    expect(partsOf({ status: 'ok', services: { budgets: { status: 'up', lag: 0 }, scorecards: { status: 'down' } } })).toEqual([
      { name: 'budgets', ready: true, detail: 'lag 0' },
      { name: 'scorecards', ready: false, detail: '' },
    ]);
    expect(partsOf({ parts: [{ name: 'gateway', ready: true }, { name: 'enrolment' }] }).map((part) => part.ready)).toEqual([true, false]);
    expect(partsOf('<html>')).toEqual([]);
  });
});

import { contentOf } from './dead-letter-text';
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

describe('the content of an event', () => {
  it('is laid out for reading, and shown as it came when it is no JSON', () => {
    expect(contentOf('{"persons":7}')).toBe('{\n  "persons": 7\n}');
    expect(contentOf('{"persons":')).toBe('{"persons":');
  });
});

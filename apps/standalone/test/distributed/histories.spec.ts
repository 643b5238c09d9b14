import {
  differences,
  gapsAndDoubles,
  letterDifferences,
  type LoggedEvent,
  NO_DIFFERENCES,
  outOfOrder,
  personsByGovernment,
  withoutRepetitions,
} from './histories';

const event = (key: string, version: number, offset: number, changes: Partial<LoggedEvent> = {}): LoggedEvent => ({
  topic: 'regencies',
  partition: 3,
  offset: BigInt(offset),
  eventId: `${key}-${version}`,
  type: 'regencies.commitment-pledged.v1',
  key,
  version,
  ...changes,
});

const history = [event('a', 1, 0), event('b', 1, 1), event('a', 2, 2), event('a', 3, 3), event('b', 2, 4)];

describe('what was found against what was expected', () => {
  it.each([
    ['nothing planted', ['x', 'y'], NO_DIFFERENCES],
    ['a loss', ['x'], { missing: ['y'], unexpected: [], doubled: [] }],
    ['a duplicate', ['x', 'y', 'x'], { missing: [], unexpected: [], doubled: ['x'] }],
    ['an effect without a command', ['x', 'y', 'z'], { missing: [], unexpected: ['z'], doubled: [] }],
  ])('%s', (_planted, found, expected) => {
    expect(differences(['x', 'y'], found)).toEqual(expected);
  });

  it('counts: what is expected twice and found once is missing', () => {
    expect(differences(['x', 'x'], ['x'])).toEqual({ missing: ['x'], unexpected: [], doubled: [] });
  });
});

describe('the order of a log', () => {
  it('is right when each aggregate’s versions ascend, whatever lies between them', () => {
    expect(outOfOrder(history)).toEqual([]);
    expect(gapsAndDoubles(history)).toEqual([]);
  });

  it('is the log’s own, not the order of reading', () => {
    expect(outOfOrder([...history].reverse())).toEqual([]);
  });

  it('does not suffer from an event that was appended twice', () => {
    const repeated = [...history, event('a', 2, 5), event('a', 3, 6)];
    expect(outOfOrder(repeated)).toEqual([]);
    expect(gapsAndDoubles(repeated)).toEqual([]);
    expect(withoutRepetitions(repeated)).toHaveLength(history.length);
  });

  it('allows several events of one version, as a scorecard and its flags have', () => {
    expect(outOfOrder([event('a', 1, 0), event('a', 1, 1, { eventId: 'flag' })])).toEqual([]);
  });

  it('names what comes after a later version', () => {
    const [first, , second, third] = history;
    expect(outOfOrder([first, { ...second, offset: 3n }, { ...third, offset: 2n }] as LoggedEvent[])).toEqual([
      'regencies a regencies.commitment-pledged.v1 version 2 after version 3',
    ]);
  });

  it('names an aggregate that lies in two partitions', () => {
    expect(outOfOrder([event('a', 1, 0), event('a', 2, 0, { partition: 5 })])).toEqual([
      'regencies a regencies.commitment-pledged.v1 version 2 in partition 5, before in 3',
    ]);
  });

  it.each([
    ['a lost version', [event('a', 1, 0), event('a', 3, 1)], ['regencies a has 0 events of version 2']],
    ['a lost beginning', [event('a', 2, 0)], ['regencies a has 0 events of version 1']],
    [
      'a command that had its effect twice',
      [event('a', 1, 0), event('a', 1, 1, { eventId: 'again' })],
      ['regencies a has 2 events of version 1'],
    ],
  ])('names %s', (_planted, events, expected) => {
    expect(gapsAndDoubles(events)).toEqual(expected);
  });
});

describe('letters', () => {
  const mails = (...ids: string[]): { messageId: string }[] => ids.map((messageId) => ({ messageId }));

  it('arrive once each', () => {
    expect(letterDifferences(['<a>', '<b>'], mails('<b>', '<a>'), [])).toEqual(NO_DIFFERENCES);
  });

  it('are named when lost, sent twice, or written by nobody', () => {
    expect(letterDifferences(['<a>', '<b>'], mails('<a>', '<a>', '<c>'), [])).toEqual({
      missing: ['<b>'],
      unexpected: ['<c>'],
      doubled: ['<a>'],
    });
  });

  it('may come once more for every attempt that was cut off, not oftener', () => {
    expect(letterDifferences(['<a>'], mails('<a>', '<a>'), ['<a>'])).toEqual(NO_DIFFERENCES);
    expect(letterDifferences(['<a>'], mails('<a>', '<a>', '<a>'), ['<a>']).doubled).toEqual(['<a>']);
  });
});

it('adds up the persons of a government', () => {
  const reports = [
    { government: '52.01', persons: 3 },
    { government: '52.02', persons: 5 },
    { government: '52.01', persons: 4 },
  ];
  expect(personsByGovernment(reports)).toEqual({ '52.01': '7', '52.02': '5' });
});

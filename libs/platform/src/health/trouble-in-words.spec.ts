import { troubleInWords } from './trouble-in-words';

describe('why a part waits', () => {
  it.each([
    'connect ECONNREFUSED 127.0.0.1:21447',
    'Connection error: connect ECONNREFUSED 10.0.3.4:9092',
    'getaddrinfo ENOTFOUND kafka-0.kafka.internal',
    'Connection terminated unexpectedly',
    'Closed connection',
    'Request Fetch(key: 1, version: 11) timed out',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('a connection that fails is no address and no error text: %s', (trouble) => {
    expect(troubleInWords(trouble)).toBe('what it needs does not answer');
  });

  it.each([
    ['could not extend file "base/16384/2619": No space left on device', /the disk of the database is full/],
    ['sorry, too many clients already', /no connection left/],
    ['remaining connection slots are reserved for roles with the SUPERUSER attribute', /no connection left/],
  ])('what the database lacks is said plainly: %s', (trouble, words) => {
    expect(troubleInWords(trouble)).toMatch(words);
  });

  it.each([
    'topics missing: budgets; they are created by "npm run komitmen -- topics create"',
    'the database system is starting up',
    'This is not the correct coordinator for this group',
  ])('what an operator can act on stays: %s', (trouble) => {
    expect(troubleInWords(trouble)).toBe(trouble);
  });

  it.each(['broker kafka-0.internal:9092 is away', 'broker 10.0.3.4:9092 is away', 'broker [fd00::12]:9092 is away'])(
    'addresses are left out of everything else: %s',
    (trouble) => {
      expect(troubleInWords(trouble)).toBe('broker (address) is away');
    },
  );
});

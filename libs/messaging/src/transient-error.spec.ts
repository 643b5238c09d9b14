import { QueryFailedError } from 'typeorm';
import { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { isTransient } from './transient-error';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error('planted'), { code, ...more });
const protocol = (type: string, retriable: boolean): Error =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, retriable, code: 1 }));
const gaveUp = (cause: Error): Error => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 100 });
const named = (name: string): Error => Object.assign(new Error('planted'), { name });

describe('a failure that time cures', () => {
  it.each([
    ['a connection that was cut', coded('57P01')],
    ['a connection failure', coded('08006')],
    ['too many connections', coded('53300')],
    ['a serialization failure', coded('40001')],
    ['a deadlock', coded('40P01')],
    ['a lock that was not to be had', coded('55P03')],
    ['a statement that took too long', coded('57014')],
    ['a refused connection', coded('ECONNREFUSED', { syscall: 'connect' })],
    ['a refused connection on every address', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
    ['a query that failed for one of these', new QueryFailedError('SELECT 1', [], coded('57P01'))],
    ['an error caused by one of these', new Error('outer', { cause: coded('40001') })],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['a transaction whose connection is gone', named('QueryRunnerProviderAlreadyReleasedError')],
    ['a commit whose connection is gone', named('QueryRunnerAlreadyReleasedError')],
    ['a broker that refuses connections', new KafkaJSConnectionError('Connection error: connect ECONNREFUSED')],
    ['a broker that was tried in vain', gaveUp(new KafkaJSConnectionError('Connection timeout'))],
    ['a partition between two leaders', protocol('NOT_LEADER_FOR_PARTITION', true)],
    [
      'something fatal to kafkajs that a broken connection caused',
      Object.assign(new KafkaJSNonRetriableError('x'), { cause: coded('57P01') }),
    ],
  ])('is %s', (_what, error) => {
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ['a TypeError', new TypeError('x is not a function')],
    ['a constraint that was violated', new QueryFailedError('INSERT', [], coded('23505'))],
    ['a file that is missing', coded('ENOENT', { path: '/x' })],
    ['a record that the broker refuses', protocol('INVALID_RECORD', false)],
    ['something that is no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not %s', (_what, error) => {
    expect(isTransient(error)).toBe(false);
  });
});

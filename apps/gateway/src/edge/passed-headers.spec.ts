import { headersToCaller, headersToService } from './passed-headers';

const caller = { address: '203.0.113.7', correlationId: 'a-correlation', sendsBody: true };

describe('the headers of a request to a service', () => {
  it.each(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'x-real-ip'])(
    'do not hold the %s that the caller made up',
    (name) => {
      expect(headersToService({ [name]: '10.9.9.9' }, caller)).toEqual({
        'x-forwarded-for': '203.0.113.7',
        'x-correlation-id': 'a-correlation',
      });
    },
  );

  it.each(['connection', 'keep-alive', 'te', 'upgrade', 'expect', 'proxy-authorization', 'transfer-encoding'])(
    'do not hold %s, which is of the connection',
    (name) => {
      expect(headersToService({ [name]: 'x' }, caller)).not.toHaveProperty(name);
    },
  );

  it('do not hold what the connection header names', () => {
    expect(headersToService({ connection: 'close, X-Hop', 'x-hop': '1', 'x-stays': '1' }, caller)).toMatchObject({ 'x-stays': '1' });
    expect(headersToService({ connection: 'close, X-Hop', 'x-hop': '1' }, caller)).not.toHaveProperty('x-hop');
  });

  it('keep the length of a body that goes along, and of no other', () => {
    expect(headersToService({ 'content-length': '5' }, caller)).toHaveProperty('content-length', '5');
    expect(headersToService({ 'content-length': '5' }, { ...caller, sendsBody: false })).not.toHaveProperty('content-length');
  });

  it('keep who asks, the version seen and the key of the request', () => {
    const headers = {
      cookie: 'komitmen_access=t',
      authorization: 'Bearer t',
      'if-match': '"3"',
      'idempotency-key': 'k',
      'x-komitmen-request': '1',
    };
    expect(headersToService(headers, caller)).toMatchObject(headers);
  });
});

describe('the headers of an answer to the caller', () => {
  it('lose what is of the connection alone', () => {
    const headers = { connection: 'keep-alive', 'keep-alive': 'timeout=72', etag: '"3"', 'set-cookie': ['a=1', 'b=2'], 'retry-after': '2' };
    expect(headersToCaller(headers)).toEqual({ etag: '"3"', 'set-cookie': ['a=1', 'b=2'], 'retry-after': '2' });
  });
});

import { credentialsOf, refuseCrossSite } from './credentials';

const refused = expect.objectContaining({ kind: 'forbidden', code: 'cross-site-request' }) as unknown;

function outcome(method: string, headers: Record<string, string>): unknown {
  try {
    refuseCrossSite(method, headers);
    return 'allowed';
  } catch (error) {
    return error;
  }
}

describe('a change with the visitor’s cookie', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s pass, which changes nothing', (method) => {
    expect(outcome(method, {})).toBe('allowed');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s without the header that only our pages can send', (method) => {
    expect(outcome(method, {})).toEqual(refused);
    expect(outcome(method, { 'x-komitmen-request': '0' })).toEqual(refused);
    expect(outcome(method, { 'x-komitmen-request': '1' })).toBe('allowed');
  });

  it.each([
    ['same-origin', 'allowed'],
    ['none', 'allowed'],
    ['cross-site', refused],
  ])('heeds what the browser says of the page: %s', (site, expected) => {
    expect(outcome('POST', { 'x-komitmen-request': '1', 'sec-fetch-site': site })).toEqual(expected);
  });
});

describe('the credentials of a request', () => {
  it('are the bearer token, or else the cookie', () => {
    const cookie = 'theme=dark; komitmen_access=from-cookie; other=1';
    expect(credentialsOf({ authorization: 'Bearer from.header', cookie })).toEqual({ token: 'from.header', from: 'bearer' });
    expect(credentialsOf({ cookie })).toEqual({ token: 'from-cookie', from: 'cookie' });
  });

  it.each([
    {},
    { cookie: 'komitmen_access=' },
    { cookie: 'xkomitmen_access=a' },
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer a b' },
  ])('are none in %j', (headers) => {
    expect(credentialsOf(headers)).toBeUndefined();
  });
});

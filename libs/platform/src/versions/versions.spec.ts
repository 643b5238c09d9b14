import { requireVersion, versionFromIfMatch } from './versions';

describe('the version that a change was decided on', () => {
  it.each([
    ['"1"', 1],
    ['"42"', 42],
    ['"999999999"', 999_999_999],
  ])('is read from If-Match: %s', (header, version) => {
    expect(versionFromIfMatch(header)).toBe(version);
  });

  it.each([undefined, ''])('is required: %j', (header) => {
    expect(() => versionFromIfMatch(header)).toThrow(
      expect.objectContaining({ kind: 'precondition-required', code: 'if-match-required' }) as Error,
    );
  });

  it.each(['3', '"0"', '"-1"', '"03"', '"1.5"', '*', 'W/"3"', '"3", "4"', '"1000000000"'])(
    'is one version in quotation marks, not %s',
    (header) => {
      expect(() => versionFromIfMatch(header)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'if-match-malformed' }) as Error);
    },
  );

  it('must be the present one', () => {
    expect(() => requireVersion(4, 4)).not.toThrow();
    expect(() => requireVersion(5, 4)).toThrow(
      expect.objectContaining({ kind: 'stale', code: 'version-stale', data: { actual: 5, expected: 4 } }) as Error,
    );
  });
});

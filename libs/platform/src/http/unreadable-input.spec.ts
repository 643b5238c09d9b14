import { DEEPEST_INPUT, unreadable } from './unreadable-input';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('input that cannot be taken up', () => {
  it.each<[string, unknown, string]>([
    ['NUL in a field', { title: 'a\0b' }, 'title'],
    ['half of a surrogate pair', { title: 'a\uD83D' }, 'title'],
    ['the other half', { title: '\uDE00a' }, 'title'],
    ['a nested field', { source: { title: '\0' } }, 'source.title'],
    ['an item of a list', { months: ['2025-01', '\0'] }, 'months.1'],
    ['the name of a field, shown without the character', { 'na\0me': 1 }, 'na\uFFFDme'],
    ['a text alone', '\0', ''],
  ])('names the field of %s', (_, input, field) => {
    expect(unreadable(input)).toMatchObject({ status: 400, code: 'text-malformed', more: { errors: [{ field, code: 'text-malformed' }] } });
  });

  it.each<[string, unknown]>([
    ['a whole surrogate pair', { title: 'Lunas \u{1F600}' }],
    ['line breaks and tabs', { title: 'a\n\tb' }],
    ['no body', undefined],
    ['values that are no text', { persons: 5, pledged: true, text: null }],
    ['as many levels as are allowed', nested(DEEPEST_INPUT)],
  ])('takes %s', (_, input) => {
    expect(unreadable(input)).toBeUndefined();
  });

  it.each([DEEPEST_INPUT + 1, 100_000])('refuses %i levels', (levels) => {
    expect(unreadable(nested(levels))).toMatchObject({ status: 400, code: 'body-too-deep' });
  });
});

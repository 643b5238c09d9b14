import { correlationIdFrom } from './request-hooks';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a correlation id', () => {
  it.each(['abcd-1234', 'A_b-c_d-9', 'x'.repeat(64)])('is taken over from the caller when it is short and plain: %s', (id) => {
    expect(correlationIdFrom(id)).toBe(id);
  });

  it.each([undefined, '', 'short', 'x'.repeat(65), 'with space 1', 'line\nbreak-1', '{"level":60}', ['abcd-1234', 'efgh-5678']])(
    'is a new one instead of %j',
    (given) => {
      expect(correlationIdFrom(given)).toMatch(UUID);
      expect(correlationIdFrom(given)).not.toBe(correlationIdFrom(given));
    },
  );
});

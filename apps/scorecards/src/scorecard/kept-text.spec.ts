import { KeptText } from './kept-text';

describe('a kept answer', () => {
  const made = (text: string) => () => Promise.resolve(text);

  it('is given again while its fingerprint stays the same, and made anew when it changes', async () => {
    const kept = new KeptText();
    expect(await kept.get('52', 'a', made('first'))).toBe('first');
    expect(await kept.get('52', 'a', made('second'))).toBe('first');
    expect(await kept.get('52', 'b', made('third'))).toBe('third');
  });

  it('is not kept without a fingerprint', async () => {
    const kept = new KeptText();
    await kept.get('52', null, made('first'));
    expect(await kept.get('52', null, made('second'))).toBe('second');
  });

  it('makes room for newer ones', async () => {
    const kept = new KeptText(1);
    await kept.get('52', 'a', made('first'));
    await kept.get('53', 'a', made('other'));
    expect(await kept.get('52', 'a', made('second'))).toBe('second');
  });
});

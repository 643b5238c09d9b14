/** Something on this machine keeps Komitmen from starting; the message is one sentence that a person can act on. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

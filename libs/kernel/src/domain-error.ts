export type ErrorKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'stale' | 'unprocessable' | 'precondition-required';

/** What the reader needs to mend the input: the field's name and whatever the message mentions. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one way in which a decision says no. `message` is plain Bahasa Indonesia and may be shown as it is;
 * `code` is stable and is what other languages are translated from, with `data` as parameters.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly data: ErrorData = {},
  ) {
    super(message);
  }
}

import { type DomainError, type ErrorData, type ErrorKind } from '@komitmen/kernel';

/** One wrong field of a request: what is wrong, what is expected, and an example to follow. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly expected?: string;
  readonly example?: string;
}

/** RFC 9457, with the extensions that the web application translates from. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly correlationId: string;
  readonly errors?: readonly FieldError[];
  readonly data?: ErrorData;
}

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  unprocessable: 422,
  'precondition-required': 428,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Masukan tidak dapat dibaca',
  401: 'Belum masuk',
  403: 'Tidak berwenang',
  404: 'Tidak ditemukan',
  405: 'Cara tidak dikenal',
  406: 'Bentuk jawaban tidak tersedia',
  409: 'Bertentangan dengan keadaan sekarang',
  412: 'Versi sudah berubah',
  413: 'Kiriman terlalu besar',
  415: 'Bentuk kiriman tidak didukung',
  422: 'Tidak dapat diterima',
  428: 'Versi belum disebut',
  429: 'Terlalu sering',
  500: 'Kesalahan pada sistem',
  503: 'Belum siap',
  504: 'Tidak menjawab pada waktunya',
};

export const titleOf = (status: number): string => TITLES[status] ?? TITLES[500] ?? '';

export function problem(
  status: number,
  code: string,
  detail: string,
  correlationId: string,
  more: Pick<Problem, 'errors' | 'data'> = {},
): Problem {
  return { type: `urn:komitmen:problem:${code}`, title: titleOf(status), status, code, detail, correlationId, ...more };
}

/** An error that an answer other than the eight kinds of `DomainError` belongs to: not ready, too often, bad fields. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: Pick<Problem, 'errors' | 'data'> & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(message);
  }
}

export function problemOfDomainError(error: DomainError, correlationId: string): Problem {
  const field = error.data.field;
  const errors = typeof field === 'string' ? [{ field, code: error.code, message: error.message }] : undefined;
  const data = Object.keys(error.data).length > 0 ? error.data : undefined;
  return problem(STATUS[error.kind], error.code, error.message, correlationId, { ...(errors && { errors }), ...(data && { data }) });
}

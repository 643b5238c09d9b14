export interface FieldError {
  field: string;
  code: string;
  message: string;
  expected?: string;
  example?: string;
}

interface ProblemBody {
  status: number;
  code: string;
  detail?: string;
  correlationId?: string;
  errors?: FieldError[];
  data?: Record<string, unknown>;
}

/** What the server refused, or `network` when it could not be reached at all. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly correlationId: string | null;
  readonly errors: readonly FieldError[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(body: ProblemBody) {
    super(body.detail ?? body.code);
    this.status = body.status;
    this.code = body.code;
    this.correlationId = body.correlationId ?? null;
    this.errors = body.errors ?? [];
    this.data = body.data ?? {};
  }
}

export const unreachable = (): Problem => new Problem({ status: 0, code: 'network' });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A server's answer may come from something between (a proxy's HTML page): never trust its form. */
export function problemFrom(status: number, body: unknown): Problem {
  if (!isRecord(body) || typeof body['code'] !== 'string')
    return new Problem({ status, code: status >= 500 ? 'internal' : `http-${status}` });
  const errors = Array.isArray(body['errors'])
    ? body['errors'].filter((e): e is FieldError => isRecord(e) && typeof e['field'] === 'string')
    : [];
  return new Problem({
    status,
    code: body['code'],
    errors,
    ...(typeof body['detail'] === 'string' ? { detail: body['detail'] } : {}),
    ...(typeof body['correlationId'] === 'string' ? { correlationId: body['correlationId'] } : {}),
    ...(isRecord(body['data']) ? { data: body['data'] } : {}),
  });
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem({ status: 500, code: 'page-failed', detail: String(error) });

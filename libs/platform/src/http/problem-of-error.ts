import { HttpException } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import { isTransient } from '@komitmen/messaging';
import { type Problem, problem, ProblemError, problemOfDomainError } from './problem';

/** What Fastify and Nest themselves refuse, in our codes and words. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly detail: string }>> = {
  400: { code: 'request-malformed', detail: 'Kiriman tidak dapat dibaca; periksa bentuk JSON-nya.' },
  401: { code: 'sign-in-required', detail: 'Silakan masuk terlebih dahulu.' },
  403: { code: 'not-allowed', detail: 'Akun ini tidak berwenang melakukan hal ini.' },
  404: { code: 'route-not-found', detail: 'Alamat ini tidak ada.' },
  405: { code: 'method-not-allowed', detail: 'Cara ini tidak dikenal pada alamat ini.' },
  413: { code: 'body-too-large', detail: 'Kiriman terlalu besar; paling banyak 256 kB.' },
  414: { code: 'address-too-long', detail: 'Alamat terlalu panjang.' },
  415: { code: 'media-type-unsupported', detail: 'Kirim sebagai application/json.' },
  429: { code: 'too-many-requests', detail: 'Terlalu banyak permintaan; tunggu sebentar lalu ulangi.' },
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined;
  const isFastifys = typeof error.code === 'string' && error.code.startsWith('FST_');
  return isFastifys && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

const serverProblem = (error: unknown, correlationId: string): Problem =>
  isTransient(error)
    ? problem(503, 'temporarily-unavailable', 'Sistem sedang tidak dapat dijangkau; ulangi sebentar lagi.', correlationId)
    : problem(500, 'internal-error', 'Terjadi kesalahan pada sistem. Sebutkan nomor galat ini bila melapor.', correlationId, {
        data: { errorId: correlationId },
      });

/** Everything that can be thrown, as an answer. A message that is not ours never leaves the process. */
export function problemOfError(error: unknown, correlationId: string): Problem {
  if (error instanceof DomainError) return problemOfDomainError(error, correlationId);
  if (error instanceof ProblemError) {
    const { errors, data } = error.more;
    return problem(error.status, error.code, error.message, correlationId, { ...(errors && { errors }), ...(data && { data }) });
  }
  const status = statusOf(error);
  if (status === undefined || status >= 500) return serverProblem(error, correlationId);
  const refusal = REFUSALS[status] ?? { code: 'request-refused', detail: 'Permintaan ini tidak dapat dilayani.' };
  return problem(status, refusal.code, refusal.detail, correlationId);
}

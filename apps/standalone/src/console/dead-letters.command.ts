import { CannotStart } from '@komitmen/platform';
import type { ConsoleApi } from './console-api';

interface DeadLetter {
  readonly id: string;
  readonly service: string;
  readonly cause: string;
  readonly message: string;
  readonly type: string | null;
  readonly key: string;
  readonly parked: number;
  readonly failedAt: string;
}

interface ReplayOutcome {
  readonly applied: number;
  readonly blockedBy: string | null;
}

const path = '/api/system/dead-letters';

export async function listDeadLetters(api: ConsoleApi): Promise<void> {
  const letters = await api.get<DeadLetter[]>(path);
  if (letters.length === 0) console.log('No event is set aside.');
  for (const { id, service, cause, message, type, key, parked, failedAt } of letters) {
    console.log(`${service} ${id}\n  ${type ?? 'unknown type'} of ${key}, ${failedAt}: ${cause}: ${message}; ${parked} waiting behind it`);
  }
}

export async function replayDeadLetters(api: ConsoleApi, service: string, id: string | undefined): Promise<void> {
  const letters = (await api.get<DeadLetter[]>(path)).filter(
    (letter) => letter.service === service && (id === undefined || letter.id === id),
  );
  if (letters.length === 0) throw new CannotStart(`No event of ${service}${id === undefined ? '' : ` with the id ${id}`} is set aside.`);
  for (const letter of letters) {
    const { applied, blockedBy } = await api.post<ReplayOutcome>(`${path}/${service}/${letter.id}/replay`, {});
    const rest = blockedBy === null ? 'nothing waits any more' : `${blockedBy} stands in the way now`;
    console.log(`${letter.id}: ${applied} events applied, ${rest}`);
    if (blockedBy !== null) process.exitCode = 1;
  }
}

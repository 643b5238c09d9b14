import { CannotStart } from '@komitmen/platform';
import type { ConsoleApi } from './console-api';

interface DeadLetter {
  readonly id: string;
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

const services = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'];

const path = (service: string): string => `/api/system/${service}/dead-letters`;

const openOnes = (api: ConsoleApi, service: string): Promise<DeadLetter[]> => api.get(`${path(service)}?state=open`);

/** Every event that was set aside, with its cause. */
export async function listDeadLetters(api: ConsoleApi): Promise<void> {
  let found = 0;
  for (const service of services) {
    for (const { id, cause, message, type, key, parked, failedAt } of await openOnes(api, service)) {
      found += 1;
      console.log(
        `${service} ${id}\n  ${type ?? 'unknown type'} of ${key}, ${failedAt}: ${cause}: ${message}; ${parked} waiting behind it`,
      );
    }
  }
  if (found === 0) console.log('No event is set aside.');
}

/** Handles one again, or all of a service; the exit code says whether something still stands in the way. */
export async function replayDeadLetters(api: ConsoleApi, service: string, id: string | undefined): Promise<void> {
  if (!services.includes(service)) throw new CannotStart(`There is no service "${service}"; the services are ${services.join(', ')}.`);
  const letters = (await openOnes(api, service)).filter((letter) => id === undefined || letter.id === id);
  if (letters.length === 0) throw new CannotStart(`No event of ${service}${id === undefined ? '' : ` with the id ${id}`} is set aside.`);
  for (const letter of letters) {
    const { applied, blockedBy } = await api.post<ReplayOutcome>(`${path(service)}/${letter.id}/replay`, {});
    const rest = blockedBy === null ? 'nothing waits any more' : `${blockedBy} stands in the way now`;
    console.log(`${letter.id}: ${applied} events applied, ${rest}`);
    if (blockedBy !== null) process.exitCode = 1;
  }
}

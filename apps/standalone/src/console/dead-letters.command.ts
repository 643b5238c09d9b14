import { CannotStart } from '@komitmen/platform';
import { SERVICE_NAMES } from '../service-names';
import { type ConsoleApi, Refused } from './console-api';
import { requireService } from './services';
import { table } from './table';

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

const path = (service: string): string => `/api/system/${requireService(service)}/dead-letters`;

const openOnes = (api: ConsoleApi, service: string): Promise<DeadLetter[]> => api.get(`${path(service)}?state=open`);

/** Every event that was set aside, with its cause. */
export async function listDeadLetters(api: ConsoleApi): Promise<void> {
  const rows: string[][] = [];
  for (const service of SERVICE_NAMES)
    for (const { id, cause, message, type, key, parked, failedAt } of await openOnes(api, service))
      rows.push([service, id, failedAt, type ?? 'unknown type', key, String(parked), `${cause}: ${message}`]);
  console.log(table(['service', 'id', 'failed at', 'event', 'of', 'waiting behind', 'why'], rows) || 'No event is set aside.');
}

/** All that is known of one, the event as it came included. */
export async function showDeadLetter(api: ConsoleApi, service: string, id: string): Promise<void> {
  const letter = await found(service, id, api.get<object>(`${path(service)}/${encodeURIComponent(id)}`));
  const rows = Object.entries(letter).map(([name, value]: [string, unknown]) => [name, textOf(value)]);
  console.log(table(['', ''], rows).trimStart());
}

/** Handles one again, or all of a service; the exit code says whether something still stands in the way. */
export async function replayDeadLetters(api: ConsoleApi, service: string, id: string | undefined): Promise<void> {
  const letters = (await openOnes(api, service)).filter((letter) => id === undefined || letter.id === id);
  if (letters.length === 0) throw nothingAside(service, id);
  for (const letter of letters) tell(letter.id, await api.post<ReplayOutcome>(`${path(service)}/${letter.id}/replay`, {}));
}

/** Gives one up for good, for a reason that is kept; what waited behind it is handled. */
export async function discardDeadLetter(api: ConsoleApi, service: string, id: string, reason: string): Promise<void> {
  tell(id, await found(service, id, api.post<ReplayOutcome>(`${path(service)}/${encodeURIComponent(id)}/discard`, { reason })));
}

async function found<T>(service: string, id: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    // An id of another form is refused before anything is looked up.
    if (error instanceof Refused && (error.problem.status === 404 || error.problem.code === 'request-malformed'))
      throw nothingAside(service, id);
    throw error;
  });
}

function nothingAside(service: string, id: string | undefined): CannotStart {
  return new CannotStart(`No event of ${service}${id === undefined ? '' : ` with the id ${id}`} is set aside.`);
}

function tell(id: string, { applied, blockedBy }: ReplayOutcome): void {
  const rest = blockedBy === null ? 'nothing waits any more' : `${blockedBy} stands in the way now`;
  console.log(`${id}: ${applied} events applied, ${rest}`);
  if (blockedBy !== null) process.exitCode = 1;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

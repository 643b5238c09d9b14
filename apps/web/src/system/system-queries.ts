import { queryOptions } from '@tanstack/react-query';
import { read } from '../api/client';
import { asProblem } from '../api/problem';
import type { Role } from '../api/types';

export interface Account {
  id: string;
  username: string;
  displayName: string;
  role: Role;
  scope: string | { code: string; name?: string };
  state: 'enabled' | 'disabled' | 'removed';
  version: number;
}

export interface Part {
  name: string;
  ready: boolean;
  detail: string;
}

export interface DeadLetter {
  service: string;
  id: string;
  consumer: string;
  state: string;
  cause: string;
  message: string;
  type: string | null;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  attempts: number;
  failedAt: string;
  parked: number;
}

/** With the event as it came. */
export interface DeadLetterDetail extends DeadLetter {
  headers: Record<string, string>;
  value: string;
}

export interface ReplayOutcome {
  applied: number;
  /** Id of the dead letter that stands in the way now. */
  blockedBy: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const READY = ['ok', 'up', 'ready', 'healthy', 'true'];

const readiness = (value: unknown): boolean => {
  if (!isRecord(value)) return READY.includes(String(value));
  return READY.includes(String(value['state'] ?? value['status'] ?? value['ready']));
};
const detailOf = (value: unknown): string =>
  isRecord(value)
    ? Object.entries(value)
        .flatMap(([name, part]) =>
          name === 'parts' && isRecord(part)
            ? Object.entries(part).map(([inner, state]) => [inner, isRecord(state) ? state['state'] : state] as const)
            : [[name, part] as const],
        )
        .filter(
          ([name, part]) =>
            !['state', 'status', 'name', 'ready'].includes(name) &&
            !READY.includes(String(part)) &&
            !isRecord(part) &&
            !Array.isArray(part) &&
            part !== null,
        )
        .map(([name, part]) => `${name} ${String(part)}`)
        .join(' · ')
    : '';

/** The health answer names its parts in a list or an object; either is read, and none is believed ready unless it says so. */
export function partsOf(answer: unknown): Part[] {
  if (!isRecord(answer)) return [];
  const parts = answer['services'] ?? answer['parts'] ?? answer['checks'] ?? {};
  const entries: [string, unknown][] = Array.isArray(parts)
    ? parts.map((part: unknown) => [isRecord(part) ? String(part['name']) : String(part), part])
    : isRecord(parts)
      ? Object.entries(parts)
      : [];
  return entries.map(([name, part]) => ({ name, ready: readiness(part), detail: detailOf(part) }));
}

const list = async <T>(path: string): Promise<T[]> => {
  const answer = await read<T[] | { items: T[] }>(path);
  return Array.isArray(answer) ? answer : answer.items;
};

/** The services that digest events; each keeps its own dead letters. */
const SERVICES = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'];

/** One service that is down does not hide the others' dead letters: its own state stands under health. */
async function deadLetters(): Promise<DeadLetter[]> {
  const lists = await Promise.all(
    SERVICES.map(async (service) => {
      const letters = await list<Omit<DeadLetter, 'service'>>(`/api/system/${service}/dead-letters?state=open`).catch((error: unknown) => {
        if (asProblem(error).status === 503 || asProblem(error).status === 404) return [];
        throw error;
      });
      return letters.map((letter) => ({ ...letter, service }));
    }),
  );
  return lists.flat();
}

export const deadLetterPath = ({ service, id }: DeadLetter): string => `/api/system/${service}/dead-letters/${encodeURIComponent(id)}`;

export const healthQuery = () =>
  queryOptions({ queryKey: ['health'], queryFn: () => read<unknown>('/api/health'), refetchInterval: 10_000 });
export const accountsQuery = () => queryOptions({ queryKey: ['accounts'], queryFn: () => list<Account>('/api/accounts') });
export const deadLettersQuery = () =>
  queryOptions({
    queryKey: ['dead-letters'],
    queryFn: () => deadLetters(),
    refetchInterval: 15_000,
    retry: false,
  });
export const deadLetterQuery = (letter: DeadLetter) =>
  queryOptions({
    queryKey: ['dead-letters', letter.service, letter.id],
    queryFn: () => read<DeadLetterDetail>(deadLetterPath(letter)),
  });

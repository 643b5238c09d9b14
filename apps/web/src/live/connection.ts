import { useSyncExternalStore } from 'react';

/** How fresh the page is: pushed by the server, asked for every few seconds, or cut off. */
export type Connection = 'live' | 'polling' | 'offline';

let connection: Connection = 'live';
let lastEvent = 0;
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next === connection) return;
  connection = next;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => connection);

const MARK_WITHIN_MS = 6_000;
export const noteLiveEvent = (): void => {
  lastEvent = Date.now();
};
/** A figure that changes soon after a live event changed because of it, and is marked; one that changes with the address is not. */
export const changedLive = (): boolean => Date.now() - lastEvent < MARK_WITHIN_MS;

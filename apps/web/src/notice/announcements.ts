import { useSyncExternalStore } from 'react';

/** `quiet` is read out by a screen reader and not shown: the changed figure itself is marked. */
export type NoticeTone = 'plain' | 'good' | 'alarm' | 'quiet';
export interface Notice {
  readonly id: number;
  readonly tone: NoticeTone;
  readonly text: string;
}

const SHOWN_MS = 9_000;
let notices: readonly Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  listeners.forEach((listener) => listener());
}

export const dismiss = (id: number): void => set(notices.filter((notice) => notice.id !== id));

export function announce(tone: NoticeTone, text: string): void {
  if (notices.some((notice) => notice.text === text)) return;
  const id = ++last;
  set([...notices, { id, tone, text }].slice(-4));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useNotices = (): readonly Notice[] => useSyncExternalStore(subscribe, () => notices);

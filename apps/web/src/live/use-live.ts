import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { refreshGovernment } from '../api/queries';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { noteLiveEvent, setConnection } from './connection';

const POLL_MS = 15_000;
const KINDS = ['scorecard', 'flag', 'reminder', 'calendar'] as const;

interface LiveEvent {
  government?: string;
  rule?: string;
  kind?: 'flagged' | 'cleared';
  date?: string;
}

function parsed(event: Event): LiveEvent {
  try {
    return event instanceof MessageEvent ? (JSON.parse(String(event.data)) as LiveEvent) : {};
  } catch {
    return {};
  }
}

/** One stream for the whole page. What it says is only that something changed; the page asks for the rest. */
export function useLive(nameOf: (government: string) => string): void {
  const client = useQueryClient();
  const { t, known, language } = useWords();

  const take = useEffectEvent((kind: (typeof KINDS)[number], { government = '', ...event }: LiveEvent) => {
    noteLiveEvent();
    switch (kind) {
      case 'calendar':
        void client.invalidateQueries();
        announce('plain', t('live.calendar', { date: formatDate(event.date ?? '', language) }));
        break;
      case 'scorecard':
        void refreshGovernment(client, government);
        announce('quiet', t('live.scorecard', { government: nameOf(government) }));
        break;
      case 'flag': {
        const rule = known(`rule.${event.rule ?? ''}.short`, event.rule ?? '');
        void refreshGovernment(client, government);
        announce(
          event.kind === 'cleared' ? 'good' : 'alarm',
          t(`live.${event.kind === 'cleared' ? 'cleared' : 'flagged'}`, { rule, government: nameOf(government) }),
        );
        break;
      }
      case 'reminder':
        void client.invalidateQueries({ queryKey: ['reminders'] });
    }
  });

  useEffect(() => {
    const stream = new EventSource('/api/live');
    let poll: ReturnType<typeof setInterval> | undefined;
    const state = (): 'polling' | 'offline' => (navigator.onLine ? 'polling' : 'offline');
    stream.onopen = () => {
      if (poll !== undefined) void client.invalidateQueries();
      clearInterval(poll);
      poll = undefined;
      setConnection('live');
    };
    stream.onerror = () => {
      setConnection(state());
      poll ??= setInterval(() => {
        setConnection(state());
        void client.invalidateQueries();
      }, POLL_MS);
    };
    for (const kind of KINDS) stream.addEventListener(kind, (event) => take(kind, parsed(event)));
    const offline = (): void => setConnection('offline');
    const online = (): void => setConnection(stream.readyState === EventSource.OPEN ? 'live' : 'polling');
    window.addEventListener('offline', offline);
    window.addEventListener('online', online);
    return () => {
      stream.close();
      clearInterval(poll);
      window.removeEventListener('offline', offline);
      window.removeEventListener('online', online);
    };
  }, [client]);
}

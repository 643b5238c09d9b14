import { Button, Switch, TextInput } from '@mantine/core';
import { addDays, isBusinessDate } from '@komitmen/kernel';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, type ReactNode, useState } from 'react';
import { command } from '../api/client';
import { asProblem } from '../api/problem';
import { calendarQuery } from '../api/queries';
import { formatDate, formatLongDate, formatTime } from '../format/date';
import { useWords } from '../i18n';
import { useSession } from '../session/session';

const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T12:00:00Z`) / 86_400_000);

/** The demonstration's clock: it stands until somebody moves it, and then begins every day in turn. */
export function ClockCard(): ReactNode {
  const { t, language, known } = useWords();
  const { calendar } = useSession();
  const client = useQueryClient();
  const moving = calendar.advancingTo !== null;
  useQuery({ ...calendarQuery(), refetchInterval: moving ? 1_000 : false });
  const tomorrow = isBusinessDate(calendar.date) ? addDays(calendar.date, 1) : calendar.date;
  const [typed, setTyped] = useState<string | null>(null);
  const [withLaterReports, setWithLaterReports] = useState(false);
  const [start, setStart] = useState(calendar.date);
  const to = typed !== null && typed > calendar.date ? typed : tomorrow;

  const advance = useMutation({
    mutationFn: () => command(`/api/calendar/${calendar.province}/advance`, { method: 'POST', body: { to, withLaterReports } }),
    onSuccess: async () => {
      setStart(calendar.date);
      setTyped(null);
      await client.invalidateQueries({ queryKey: ['calendar'] });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    advance.mutate();
  };
  const problem = advance.isError ? asProblem(advance.error) : null;
  const span = moving ? dayNumber(calendar.advancingTo ?? calendar.date) - dayNumber(start) : 0;
  const done = dayNumber(calendar.date) - dayNumber(start);

  return (
    <section className="card" aria-labelledby="clock-title">
      <div className="card-head">
        <h2 id="clock-title">{t('clock.title')}</h2>
        <span className="card-note">{t(`clock.${calendar.mode}`)}</span>
      </div>
      <p className="clock-now">
        {formatLongDate(calendar.date, language)}
        <small>{formatTime(calendar.time, calendar.zone, language)}</small>
      </p>
      {calendar.mode === 'live' ? (
        <p className="hint">{t('clock.liveNote')}</p>
      ) : moving ? (
        <div role="status">
          <progress
            max={Math.max(1, span)}
            value={done}
            aria-label={t('clock.moving', { to: formatDate(calendar.advancingTo ?? '', language) })}
          />
          <p>
            {t('clock.moving', { to: formatDate(calendar.advancingTo ?? '', language) })}{' '}
            {span > 0 && t('clock.progress', { done, of: span })}
          </p>
        </div>
      ) : (
        <form onSubmit={submit} className="stack">
          <TextInput
            type="date"
            label={t('clock.to')}
            description={t('clock.toNote')}
            min={tomorrow}
            value={to}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Switch
            label={t('clock.withLaterReports')}
            description={t('clock.withLaterReportsNote')}
            checked={withLaterReports}
            onChange={(event) => setWithLaterReports(event.currentTarget.checked)}
          />
          {problem !== null && (
            <div className="note note-alarm" role="alert">
              {known(`problem.${problem.code}`, problem.message, problem.data)}
            </div>
          )}
          <Button type="submit" loading={advance.isPending}>
            {t('clock.advance', { to: formatDate(to, language) })}
          </Button>
        </form>
      )}
    </section>
  );
}

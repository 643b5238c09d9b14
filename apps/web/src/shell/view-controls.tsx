import { type ReactNode } from 'react';
import { useWords } from '../i18n';
import { isOfficer, useSession, useView } from '../session/session';

/** Province, fiscal year and the day of knowledge: native controls, known to every phone and screen reader. */
export function ViewControls(): ReactNode {
  const { t } = useWords();
  const { me, calendar, calendars, province, provinceName, nameOf } = useSession();
  const { fiscalYear, asKnownOn, set } = useView();
  const current = Number(calendar.date.slice(0, 4));
  const years = [...new Set([current - 1, current, current + 1, fiscalYear])].sort();
  return (
    <div className="controls" role="group" aria-label={t('shell.view')}>
      {isOfficer(me) ? null : calendars.length > 1 ? (
        <label className="control">
          <span>{t('shell.province')}</span>
          <select value={province} onChange={(event) => set({ provinsi: event.currentTarget.value })}>
            {calendars.map((c) => (
              <option key={c.province} value={c.province}>
                {nameOf(c.province).replace(/^Provinsi /, '')}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span className="control control-fixed">
          <span>{t('shell.province')}</span>
          <b>{provinceName}</b>
        </span>
      )}
      <label className="control">
        <span>{t('shell.fiscalYear')}</span>
        <select
          value={fiscalYear}
          onChange={(event) => set({ tahun: event.currentTarget.value === String(current) ? null : event.currentTarget.value })}
        >
          {years.map((year) => (
            <option key={year} value={year}>
              {year}
            </option>
          ))}
        </select>
      </label>
      <label className="control">
        <span>{t('shell.asKnownOn')}</span>
        <input
          type="date"
          max={calendar.date}
          value={asKnownOn ?? calendar.date}
          onChange={(event) => {
            const day = event.currentTarget.value;
            if (day !== '') set({ per: day >= calendar.date ? null : day });
          }}
        />
      </label>
    </div>
  );
}

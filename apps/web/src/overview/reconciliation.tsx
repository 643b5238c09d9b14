import type { ReactNode } from 'react';
import type { Figure as FigureData, ScorecardList } from '../api/types';
import { Figure } from '../figure/figure';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';

/** A sum that anyone can follow with a finger, beside what the source says the sum is. */
export function ReconciliationCard({ list }: { list: ScorecardList }): ReactNode {
  const { t, language } = useWords();
  const sum = list.reconciliation;
  if (sum === null) return null;
  const source = sum.source ?? sum.stated?.source;
  return (
    <section className="card" aria-labelledby="sum-title">
      <div className="card-head">
        <h2 id="sum-title">{t('reconciliation.title')}</h2>
        {source && (
          <span className="card-note">
            {source.title}
            {source.date !== null && `, ${formatDate(source.date, language)}`}
          </span>
        )}
      </div>
      <table className="sum">
        <caption className="vh">{t('reconciliation.caption')}</caption>
        <tbody>
          <Line
            sign=""
            label={t('reconciliation.regencies')}
            note={sum.regencies.known ? t('figure.partsOf', { known: sum.regencies.known.parts, of: sum.regencies.known.of }) : ''}
            figure={sum.regencies}
          />
          <Line
            sign="+"
            label={
              list.province.name.startsWith('Provinsi') ? list.province.name : t('reconciliation.province', { name: list.province.name })
            }
            figure={sum.province}
          />
          <Line className="sum-total" sign="=" label={t('reconciliation.together')} figure={sum.together} />
          {sum.stated !== null && <Line sign="" label={t('reconciliation.stated')} figure={sum.stated} />}
          {sum.unexplained !== null && (
            <Line
              className="sum-rest"
              sign=""
              label={t('reconciliation.unexplained')}
              note={sum.unexplained.missing?.includes('dates-differ') ? t('reconciliation.datesDiffer') : ''}
              figure={sum.unexplained}
            />
          )}
        </tbody>
      </table>
    </section>
  );
}

function Line({
  sign,
  label,
  note = '',
  figure,
  className,
}: {
  sign: string;
  label: string;
  note?: string;
  figure: FigureData;
  className?: string;
}): ReactNode {
  return (
    <tr className={className}>
      <td className="sum-sign">{sign}</td>
      <th scope="row">
        {label} {note !== '' && <span className="sum-note">({note})</span>}
      </th>
      <td className="number">
        <Figure figure={figure} title={label} parts="none" source={false} />
      </td>
    </tr>
  );
}

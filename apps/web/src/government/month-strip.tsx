import type { ReactNode } from 'react';
import type { Figure as FigureData, MonthCell, ScorecardDetail } from '../api/types';
import { Figure } from '../figure/figure';
import { formatMonth, formatShortMonth } from '../format/date';
import { useWords } from '../i18n';

const isPositive = (figure: FigureData): boolean =>
  figure.value !== null && figure.value !== '0' && (figure.state === 'known' || figure.state === 'computed');

/** The year's months: promised, paid, protected, and where protection ends. */
export function MonthStrip({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  if (data.months.length === 0) return null;
  const current = data.businessDate.slice(0, 7);
  const nothing = data.months.every((cell) => [cell.committed, cell.paid, cell.protected].every((figure) => figure.state === 'unknown'));
  return (
    <section className="card" aria-labelledby="months-title">
      <div className="card-head">
        <h2 id="months-title">{t('months.title', { fiscalYear: data.fiscalYear })}</h2>
        <span className="card-note">{t(nothing ? 'months.nothing' : 'months.note')}</span>
      </div>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t('table.scroll')}>
        <table className="months">
          <caption className="vh">{t('months.caption', { government: data.government.name, fiscalYear: data.fiscalYear })}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="vh">{t('months.row')}</span>
              </th>
              {data.months.map((cell) => (
                <MonthHead key={cell.month} cell={cell} current={cell.month === current} />
              ))}
            </tr>
          </thead>
          <tbody>
            {(['committed', 'paid', 'protected'] as const).map((row) => (
              <tr key={row}>
                <th scope="row">{t(`months.${row}`)}</th>
                <MonthRow cells={data.months} row={row} current={current} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Row = 'committed' | 'paid' | 'protected';

/** The end is marked where the last month stands: at what was paid, or else at what a report says is protected. */
const endsIn = (cell: MonthCell, row: Row): boolean => cell.ends && row === (cell.paid.state === 'unknown' ? 'protected' : 'paid');
const isBlank = (cell: MonthCell, row: Row): boolean => cell[row].state === 'unknown' && !endsIn(cell, row);

/** Neighbouring months without any record are one statement, not many. */
function runsOf(cells: readonly MonthCell[], row: Row): MonthCell[][] {
  const runs: MonthCell[][] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    const first = last?.[0];
    if (first !== undefined && isBlank(first, row) && isBlank(cell, row)) last?.push(cell);
    else runs.push([cell]);
  }
  return runs;
}

function Unrecorded({ cells, row }: { cells: readonly MonthCell[]; row: Row }): ReactNode {
  const { t, language } = useWords();
  const [first] = cells;
  const last = cells.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <td colSpan={cells.length} className="month month-unknown">
      <Figure
        figure={first[row]}
        title={`${t(`months.${row}`)}, ${formatMonth(first.month, language)} – ${formatMonth(last.month, language)}`}
        source={false}
      />
    </td>
  );
}
function MonthRow({ cells, row, current }: { cells: readonly MonthCell[]; row: Row; current: string }): ReactNode {
  return runsOf(cells, row).map((run) =>
    run.length > 1 ? (
      <Unrecorded key={run[0]?.month} cells={run} row={row} />
    ) : (
      run.map((cell) => <MonthBox key={cell.month} cell={cell} row={row} current={cell.month === current} />)
    ),
  );
}

function MonthHead({ cell, current }: { cell: MonthCell; current: boolean }): ReactNode {
  const { t, language } = useWords();
  return (
    <th scope="col" className={current ? 'month-now' : ''} abbr={formatMonth(cell.month, language)}>
      {formatShortMonth(cell.month, language)}
      {current && <span className="vh">, {t('months.now')}</span>}
    </th>
  );
}

function MonthBox({ cell, row, current }: { cell: MonthCell; row: Row; current: boolean }): ReactNode {
  const { t, language } = useWords();
  const figure = cell[row];
  const ends = endsIn(cell, row);
  const kind = isPositive(figure) ? 'some' : figure.state === 'unknown' ? 'unknown' : figure.value === '0' ? 'zero' : 'none';
  return (
    <td className={`month month-${kind}${ends ? ' month-ends' : ''}${current ? ' month-now' : ''}`}>
      <Figure figure={figure} title={`${t(`months.${row}`)}, ${formatMonth(cell.month, language)}`} source={false} />
      {ends && (
        <b className="month-end">
          <span aria-hidden="true">▕ </span>
          {t('months.ends')}
        </b>
      )}
    </td>
  );
}

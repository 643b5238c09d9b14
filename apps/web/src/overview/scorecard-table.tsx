import { LINKS } from '@komitmen/kernel';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Figure as FigureData, ScorecardList, ScorecardRow } from '../api/types';
import { Figure } from '../figure/figure';
import { FlagBadge } from '../government/flag';
import { useWords } from '../i18n';
import { shortName, useSession, useView } from '../session/session';
import { regenciesOf } from './sentence';
import { standing } from './tile-scale';
import { useScorecardTable } from './use-scorecard-table';

export function ScorecardTable({ list }: { list: ScorecardList }): ReactNode {
  const { t, known } = useWords();
  const { set } = useView();
  const { table, filter, rules } = useScorecardTable(list);
  const rows = table.getRowModel().rows;
  const province = list.rows.find((row) => row.government.kind === 'province');

  return (
    <section className="card card-table" aria-labelledby="table-title">
      <div className="card-head">
        <h2 id="table-title">{t('table.title')}</h2>
        <label className="control">
          <span>{t('table.filter')}</span>
          <select value={filter ?? ''} onChange={(event) => set({ bendera: event.currentTarget.value })}>
            <option value="">{t('table.all')}</option>
            <option value="ada">{t('table.flagged')}</option>
            {rules.map((rule) => (
              <option key={rule} value={rule}>
                {known(`rule.${rule}.short`, rule)}
              </option>
            ))}
            <option value="tanpa">{t('table.unflagged')}</option>
          </select>
        </label>
      </div>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t('table.scroll')}>
        <table className="scorecards">
          <caption>{t('table.caption', { fiscalYear: list.fiscalYear })}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map(({ id, column }) => {
                  const sorted = column.getIsSorted();
                  return (
                    <th
                      key={id}
                      scope="col"
                      className={id === 'government' || id === 'flags' ? '' : 'number'}
                      aria-sort={sorted === false ? 'none' : sorted === 'asc' ? 'ascending' : 'descending'}
                    >
                      <button type="button" onClick={column.getToggleSortingHandler()} title={t(`table.about.${id}`)}>
                        {t(`table.column.${id}`)}
                        <span aria-hidden="true" className="sort">
                          {sorted === false ? '↕' : sorted === 'asc' ? '▲' : '▼'}
                        </span>
                      </button>
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.original.government.code} row={row.original} />
            ))}
            {rows.length === 0 && (
              <tr>
                <td colSpan={9} className="empty">
                  {t('table.nothing')}{' '}
                  <button type="button" className="link" onClick={() => set({ bendera: null })}>
                    {t('table.showAll')}
                  </button>
                </td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <Totals list={list} />
            {province !== undefined && <Row row={province} />}
          </tfoot>
        </table>
      </div>
    </section>
  );
}

function Row({ row }: { row: ScorecardRow }): ReactNode {
  const { t } = useWords();
  const { to } = useView();
  const name = row.government.name;
  const flags = standing(row.flags);
  const cell = (figure: FigureData, column: string): ReactNode => (
    <td className="number">
      <Figure figure={figure} title={t('table.cell', { government: name, column: t(`table.column.${column}`) })} source={false} />
    </td>
  );
  return (
    <tr className={flags.length > 0 ? 'flagged' : ''}>
      <th scope="row">
        <Link to={to(`/kabkota/${row.government.code}`)}>{shortName(row.government)}</Link>
      </th>
      {cell(row.eligible, 'eligible')}
      {LINKS.map((link) => (
        <td key={link} className="number">
          <Figure
            figure={row.links[link]}
            title={t('table.cell', { government: name, column: t(`table.column.${link}`) })}
            source={false}
          />
        </td>
      ))}
      {cell(row.coverage, 'coverage')}
      <td className="flags">
        {flags.map((flag) => (
          <FlagBadge key={flag.id} flag={flag} since />
        ))}
        {flags.length === 0 && <span className="figure figure-muted">{t(row.evaluated ? 'flags.noneHere' : 'figure.notEvaluated')}</span>}
      </td>
    </tr>
  );
}

/** By payer, regencies only: what is unknown is counted, never added. */
function Totals({ list }: { list: ScorecardList }): ReactNode {
  const { t } = useWords();
  const { nameOf } = useSession();
  const rows = regenciesOf(list);
  const eligible = rows.filter((row) => row.eligible.state !== 'unknown').length;
  const flags = rows.flatMap((row) => standing(row.flags)).length;
  return (
    <tr className="totals">
      <th scope="row">{t('table.totals', { province: nameOf(list.province.code) })}</th>
      <td className="number">
        <span className="figure figure-unknown" title={t('figure.partsOf', { known: eligible, of: rows.length })}>
          <span className="figure-parts">
            {eligible}/{rows.length}
          </span>
        </span>
      </td>
      {LINKS.map((link) => (
        <td key={link} className="number">
          <Figure
            figure={list.totals[link]}
            title={t('table.cell', { government: t('table.totals'), column: t(`table.column.${link}`) })}
            source={false}
          />
        </td>
      ))}
      <td className="number">
        <span className="figure figure-muted">{t('figure.notComputable')}</span>
      </td>
      <td className="flags">{t('flags.standing', { number: flags })}</td>
    </tr>
  );
}

import type { CSSProperties, ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ScorecardList, ScorecardRow } from '../api/types';
import { FigureText } from '../figure/figure';
import { useWords } from '../i18n';
import { tileName, useView } from '../session/session';
import { regenciesOf } from './sentence';
import { figureOf, isMeasure, largest, type Measure, MEASURES, SHADES, shadeOf, STRAITS, worst } from './tile-scale';

type Placed = ScorecardRow & { government: { tile: { col: number; row: number } } };
const isPlaced = (row: ScorecardRow): row is Placed => row.government.tile !== null;

/** Every regency one tile, where it lies; size says nothing, so that a small one is not overlooked. */
export function TileMap({ list }: { list: ScorecardList }): ReactNode {
  const { t } = useWords();
  const [search] = useSearchParams();
  const { set } = useView();
  const wanted = search.get('ukuran');
  const measure: Measure = isMeasure(wanted) ? wanted : 'protection';
  const rows = regenciesOf(list);
  const placed = rows.filter(isPlaced);
  const max = largest(rows.map((row) => figureOf(row, measure)));
  const strait = STRAITS[list.province.code];
  const west = strait === undefined ? placed : placed.filter((row) => row.government.tile.col <= strait.afterColumn);
  const east = strait === undefined ? [] : placed.filter((row) => row.government.tile.col > strait.afterColumn);

  return (
    <section className="card map" aria-labelledby="map-title">
      <div className="card-head">
        <h2 id="map-title">{t(`map.title.${measure}`)}</h2>
        <label className="control">
          <span>{t('map.measure')}</span>
          <select
            value={measure}
            onChange={(event) => set({ ukuran: event.currentTarget.value === 'protection' ? null : event.currentTarget.value })}
          >
            {MEASURES.map((m) => (
              <option key={m} value={m}>
                {t(`map.option.${m}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="tiles">
        {placed.length === 0 ? <Tiles rows={rows} measure={measure} max={max} /> : <Tiles rows={west} measure={measure} max={max} placed />}
        {east.length > 0 && (
          <>
            <span className="strait">
              <span>{strait?.name}</span>
            </span>
            <Tiles rows={east} measure={measure} max={max} placed />
          </>
        )}
      </div>
      <Legend max={max} measure={measure} />
    </section>
  );
}

function Tiles({
  rows,
  measure,
  max,
  placed = false,
}: {
  rows: readonly ScorecardRow[];
  measure: Measure;
  max: number;
  placed?: boolean;
}): ReactNode {
  const columns = rows.map((row) => row.government.tile?.col ?? 0);
  const first = Math.min(...columns);
  const width = placed ? Math.max(...columns) - first + 1 : 5;
  const ordered = placed
    ? [...rows].sort(
        (a, b) =>
          (a.government.tile?.row ?? 0) - (b.government.tile?.row ?? 0) || (a.government.tile?.col ?? 0) - (b.government.tile?.col ?? 0),
      )
    : rows;
  return (
    <ul className="tile-group" style={{ '--columns': width, flexGrow: width } as CSSProperties}>
      {ordered.map((row) => {
        const { tile } = row.government;
        return (
          <li
            key={row.government.code}
            style={placed && tile !== null ? { gridColumn: tile.col - first + 1, gridRow: tile.row + 1 } : undefined}
          >
            <Tile row={row} measure={measure} max={max} />
          </li>
        );
      })}
    </ul>
  );
}

function Tile({ row, measure, max }: { row: ScorecardRow; measure: Measure; max: number }): ReactNode {
  const { known } = useWords();
  const { to } = useView();
  const figure = figureOf(row, measure);
  const flag = worst(row.flags);
  return (
    <Link className={`tile shade-${shadeOf(figure, max)}`} to={to(`/kabkota/${row.government.code}`)}>
      <span className="tile-name">{tileName(row.government)}</span>
      <span className="tile-figure">
        <FigureText figure={figure} source={false} />
      </span>
      {flag !== undefined && !(flag.rule === 'zero-coverage' && measure === 'protection') && (
        <span className="tile-flag">
          <span aria-hidden="true">{flag.rule === 'no-data' ? '◌' : '⚑'} </span>
          {known(`rule.${flag.rule}.short`, flag.rule)}
        </span>
      )}
    </Link>
  );
}

function Legend({ max, measure }: { max: number; measure: Measure }): ReactNode {
  const { t } = useWords();
  return (
    <ul className="legend" aria-label={t('map.legend')}>
      {max > 0 && (
        <li>
          <span className="legend-scale" aria-hidden="true">
            {Array.from({ length: SHADES }, (_, shade) => (
              <i key={shade} className={`swatch shade-${shade}`} />
            ))}
          </span>
          {t('map.scale')}
        </li>
      )}
      <li>
        <i className="swatch shade-alarm" aria-hidden="true">
          ⚑
        </i>{' '}
        {t('figure.assertedZero')}
      </li>
      <li>
        <i className="swatch shade-unknown" aria-hidden="true" /> {t('figure.unknown')}
      </li>
      <li className="legend-note">{t(measure === 'coverage' ? 'map.noteCoverage' : 'map.note')}</li>
    </ul>
  );
}

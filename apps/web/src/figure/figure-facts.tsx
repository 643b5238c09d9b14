import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Figure as FigureData } from '../api/types';
import { formatDate, formatInstant } from '../format/date';
import { useWords } from '../i18n';
import { useSession, useView } from '../session/session';
import { FigureLinks } from './figure-links';
import type { OpenFigure } from './figure-panel-context';

interface Facts {
  figure: FigureData;
  open: (next: OpenFigure) => void;
  /** Whoever goes to another page leaves the panel. */
  leave: () => void;
}

/** Everything that is known about where a figure comes from; what is absent is left out, not shown as empty. */
export function FigureFacts({ figure, open, leave }: Facts): ReactNode {
  const { t, known, language } = useWords();
  const { nameOf, calendar } = useSession();
  const { to } = useView();
  const { source, document, recordedBy } = figure;
  const parts = [...(figure.numerator ? [figure.numerator] : []), ...(figure.denominator ? [figure.denominator] : [])];
  return (
    <>
      <p className="panel-state">{t(`panel.state.${figure.state}`)}</p>
      {figure.statement && <blockquote>“{figure.statement.replace(/^["“”]|["“”]$/g, '')}”</blockquote>}
      <dl className="panel-facts">
        {figure.qualifier !== null && <Fact name={t('panel.qualifier')}>{t(`qualifier.${figure.qualifier}`)}</Fact>}
        {figure.definition && <Fact name={t('panel.definition')}>{figure.definition}</Fact>}
        {source && (
          <Fact name={t('panel.source')}>
            <b>{source.title}</b>
            {source.publisher && source.publisher !== source.title && `, ${source.publisher}`}
            {source.date !== null && `, ${formatDate(source.date, language)}`}
            {source.reference && <span className="panel-reference">{source.reference}</span>}
          </Fact>
        )}
        {document && (
          <Fact name={t('panel.document')}>
            {t('panel.documentOf', { number: document.number, date: formatDate(document.date, language) })}
          </Fact>
        )}
        {figure.holdsOn && <Fact name={t('panel.holdsOn')}>{formatDate(figure.holdsOn, language)}</Fact>}
        {figure.knownOn && <Fact name={t('panel.knownOn')}>{formatDate(figure.knownOn, language)}</Fact>}
        {recordedBy && (
          <Fact name={t('panel.recordedBy')}>
            {known(`role.${recordedBy.role}`, recordedBy.role)}, {nameOf(recordedBy.government)}
          </Fact>
        )}
        {figure.recordedAt && <Fact name={t('panel.recordedAt')}>{formatInstant(figure.recordedAt, calendar.zone, language)}</Fact>}
        {figure.known && <Fact name={t('panel.known')}>{t('figure.partsOf', { known: figure.known.parts, of: figure.known.of })}</Fact>}
        {figure.rule && <Fact name={t('panel.rule')}>{known(`formula.${figure.rule}`, figure.rule)}</Fact>}
        {figure.missing && figure.missing.length > 0 && (
          <Fact name={t('panel.missing')}>{figure.missing.map((code) => known(`missing.${code}`, nameOf(code))).join(', ')}</Fact>
        )}
      </dl>
      <FigureLinks title={t('panel.parts')} figures={parts} open={open} />
      <FigureLinks title={t('panel.inputs')} figures={figure.inputs ?? []} open={open} />
      <FigureLinks title={t('panel.disputed')} figures={figure.disputed ?? []} open={open} />
      <FigureLinks title={t('panel.earlier')} figures={figure.earlier ?? []} open={open} />
      {figure.evenEarlier !== undefined && figure.government && (
        <p className="panel-more">
          <Link to={to(`/kabkota/${figure.government}`)} onClick={leave}>
            {t('panel.evenEarlier', { number: figure.evenEarlier, government: nameOf(figure.government) })}
          </Link>
        </p>
      )}
      {figure.eventIds && figure.eventIds.length > 0 && (
        <details className="panel-part">
          <summary>{t('panel.events', { number: figure.eventIds.length })}</summary>
          <ul className="panel-events">
            {figure.eventIds.map((id) => (
              <li key={id}>
                <code>{id}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

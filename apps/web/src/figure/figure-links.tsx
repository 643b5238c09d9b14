import type { ReactNode } from 'react';
import type { Figure as FigureData } from '../api/types';
import { measureKey } from './figure-words';
import { useWords } from '../i18n';
import { useSession } from '../session/session';
import { FigureText } from './figure';
import type { OpenFigure } from './figure-panel-context';

/** Figures inside a panel: the same grammar, the same click. */
export function FigureLinks({
  title,
  figures,
  open,
}: {
  title: string;
  figures: readonly FigureData[];
  open: (next: OpenFigure) => void;
}): ReactNode {
  const { t, known } = useWords();
  const { nameOf } = useSession();
  if (figures.length === 0) return null;
  const everyGovernment = new Set(figures.map(({ government }) => government)).size === figures.length && figures.length > 1;
  const nameOfFigure = (figure: FigureData): string => {
    const label = known(measureKey(figure), figure.definition ?? t('panel.figure'));
    if (everyGovernment && figure.government) return nameOf(figure.government);
    return figure.government ? `${nameOf(figure.government)} · ${label}` : label;
  };
  return (
    <section className="panel-part">
      <h4>{title}</h4>
      <ul className="panel-figures">
        {figures.map((figure, index) => (
          <li key={`${figure.government ?? ''}${figure.label ?? ''}${index}`}>
            <button type="button" onClick={() => open({ figure, title: nameOfFigure(figure) })}>
              <span>{nameOfFigure(figure)}</span>
              <FigureText figure={figure} unit source={false} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ReactNode } from 'react';
import type { Figure as FigureData } from '../api/types';
import { Figure } from '../figure/figure';
import { measureKey } from '../figure/figure-words';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';

/** What sources state, each with its name and date, never mixed with what is computed. */
export function StatedList({ figures, columns = false }: { figures: readonly FigureData[]; columns?: boolean }): ReactNode {
  const { t, known, language } = useWords();
  return (
    <ul className={columns ? 'stated stated-columns' : 'stated'}>
      {figures.map((figure, index) => {
        const title = known(measureKey(figure), figure.definition ?? t('panel.figure'));
        return (
          <li key={`${figure.label ?? ''}${index}`}>
            {(index === 0 || figures[index - 1]?.label !== figure.label) && <span className="stated-name">{title}</span>}
            <Figure figure={figure} title={title} unit />
            {figure.state !== 'stated' && figure.source && (
              <span className="stated-source">
                {figure.source.title}
                {figure.source.date !== null && `, ${formatDate(figure.source.date, language)}`}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

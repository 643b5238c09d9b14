import { type ReactNode, useState } from 'react';
import type { Figure as FigureData } from '../api/types';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';
import { changedLive } from '../live/connection';
import { useFigurePanel } from './figure-panel-context';
import { figureWords, shareOf, textKey } from './figure-words';

interface Appearance {
  figure: FigureData;
  /** `n dari m melapor`: written out, as a short `n/m`, or left to the text around the figure. */
  parts?: 'words' | 'short' | 'none';
  unit?: boolean;
  /** The source after a quotation: everywhere except where it is already said. */
  source?: boolean;
}

/** A figure as text. Wherever it can be clicked, use Figure. */
export function FigureText({ figure, parts = 'short', unit = false, source = true }: Appearance): ReactNode {
  const { t, language, known } = useWords();
  const words = figureWords(figure, language);
  const [seen, setSeen] = useState({ value: `${figure.state}${figure.value ?? ''}`, marked: false });
  const value = `${figure.state}${figure.value ?? ''}`;
  if (seen.value !== value) setSeen({ value, marked: changedLive() });

  const share = words.text === null ? null : shareOf(figure, language);
  const showUnit = unit && words.text !== null && words.tone !== 'quote' && ['persons', 'person-months', 'months'].includes(figure.unit);
  return (
    <span
      key={value}
      className={`figure figure-${words.tone}${figure.unit === 'text' ? ' figure-words' : ''}${seen.marked ? ' figure-changed' : ''}`}
      title={words.meaning === null ? undefined : t(words.meaning)}
    >
      {words.tone === 'alarm' && (
        <span aria-hidden="true" className="figure-icon">
          ⚑
        </span>
      )}
      {words.text !== null && <span className="figure-text">{known(textKey(figure) ?? '', words.text)}</span>}
      {showUnit && <span className="figure-unit"> {t(`unit.${figure.unit}`)}</span>}
      {words.word !== null && (words.parts === null || words.text !== null || parts !== 'short') && (
        <span className="figure-word">{t(words.word)}</span>
      )}
      {words.parts !== null && parts === 'short' && (words.text === null || words.parts.known < words.parts.of) && (
        <span className="figure-parts" title={t('figure.partsOf', words.parts)}>
          {words.parts.known}/{words.parts.of}
        </span>
      )}
      {words.parts !== null && parts === 'words' && <span className="figure-parts">({t('figure.partsOf', words.parts)})</span>}
      {share !== null && <span className="figure-share">{share}</span>}
      {words.tone === 'quote' && source && figure.source && (
        <span className="figure-source">
          {figure.source.title}
          {figure.source.date !== null && `, ${formatDate(figure.source.date, language)}`}
        </span>
      )}
      {words.meaning !== null && <span className="vh">, {t(words.meaning)}</span>}
    </span>
  );
}

/** Every number of the product: what it says, how sure it is, and the way to where it comes from. */
export function Figure({ title, ...appearance }: Appearance & { title: string }): ReactNode {
  const { t } = useWords();
  const open = useFigurePanel();
  return (
    <button type="button" className="figure-button" aria-haspopup="dialog" onClick={() => open({ figure: appearance.figure, title })}>
      <span className="vh">{title}: </span>
      <FigureText {...appearance} />
      <span className="vh">. {t('figure.origin')}</span>
    </button>
  );
}

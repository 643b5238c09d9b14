import type { ReactNode } from 'react';
import type { ChainStep, ScorecardList } from '../api/types';
import { Figure } from '../figure/figure';
import { useWords } from '../i18n';

/** The chain of the whole province: five steps, and at each what is known, unknown and flagged. */
export function ProvinceChain({ list }: { list: ScorecardList }): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="chain-title">
      <h2 id="chain-title" className="vh">
        {t('chain.title')}
      </h2>
      <ol className="chain">
        {list.chain.map((step, index) => (
          <Step key={step.link} step={step} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, number }: { step: ChainStep; number: number }): ReactNode {
  const { t } = useWords();
  const { link, known, of, flagged, figure } = step;
  const zeros = figure.inputs?.filter((input) => input.state === 'asserted-zero' || input.state === 'declared-none').length ?? 0;
  return (
    <li className={`chain-step${flagged > 0 ? ' chain-step-flagged' : ''}`}>
      <span className="chain-name">
        <span className="chain-number">{number}</span> {t(`link.${link}`)}
      </span>
      <span className="chain-figure">
        <Figure figure={figure} title={t(`chain.figure.${link}`)} parts="none" unit />
      </span>
      <span className="chain-count">
        {t(link === 'protection' ? 'chain.reported' : 'chain.recorded', { known, of })}
        {zeros > 0 && <> · {t('chain.zeros', { number: zeros })}</>}
        {flagged > 0 && (
          <b className="alarm">
            {' '}
            · <span aria-hidden="true">⚑ </span>
            {t('chain.flagged', { number: flagged })}
          </b>
        )}
      </span>
      <span className="chain-bar" aria-hidden="true">
        <i style={{ flexGrow: known }} />
        <i className="chain-bar-unknown" style={{ flexGrow: Math.max(0, of - known) }} />
      </span>
    </li>
  );
}

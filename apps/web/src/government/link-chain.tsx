import type { Link as ChainLink } from '@komitmen/kernel';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { LinkView, ScorecardDetail } from '../api/types';
import { Figure } from '../figure/figure';
import { measureKey } from '../figure/figure-words';
import { useWords } from '../i18n';
import { mayDo, type Task, useSession, useView } from '../session/session';
import { StatedList } from './stated-list';

interface Action {
  task: Task;
  path: string;
  /** Only where something stands that can be changed. */
  standing?: boolean;
  label?: string;
}

const ACTIONS: Record<ChainLink, readonly Action[]> = {
  commitment: [
    { task: 'commitment', path: 'komitmen/baru' },
    { task: 'confirmation', path: 'komitmen/konfirmasi', standing: true },
    { task: 'confirmation', path: 'komitmen/penarikan', standing: true, label: 'task.withdrawal' },
    { task: 'commitment-none', path: 'komitmen/tidak-ada' },
  ],
  allocation: [
    { task: 'allocation', path: 'alokasi/baru' },
    { task: 'allocation-none', path: 'alokasi/tidak-ada' },
  ],
  disbursement: [{ task: 'disbursement', path: 'realisasi/baru' }],
  receipt: [{ task: 'receipt', path: 'penerimaan' }],
  protection: [{ task: 'headcount', path: 'peserta/baru' }],
};

/** The chain from pledge to protection: where it holds, where it breaks, and who may mend it. */
export function LinkChain({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="links-title">
      <h2 id="links-title" className="vh">
        {t('chain.title')}
      </h2>
      <ol className="links">
        {data.chain.map((view, index) => (
          <LinkCard key={view.link} view={view} number={index + 1} data={data} />
        ))}
      </ol>
    </section>
  );
}

const ICON = { unknown: '◌', 'declared-none': '⚑', 'asserted-zero': '⚑', positive: '●' } as const;

function LinkCard({ view, number, data }: { view: LinkView; number: number; data: ScorecardDetail }): ReactNode {
  const { t, known } = useWords();
  const { me } = useSession();
  const { to, asKnownOn } = useView();
  const { code } = data.government;
  const failing = view.flags.length > 0;
  const actions =
    asKnownOn === null
      ? ACTIONS[view.link].filter(({ task, standing = false }) => mayDo(me, task, code) && (!standing || view.state === 'positive'))
      : [];
  const title = t(`chain.figure.${view.link}`);
  // One part that says what the whole says is not said twice.
  const details = view.figures.length === 1 && view.figures[0]?.value === view.figure.value ? [] : view.figures;
  return (
    <li className={`link-card link-${view.state}${failing ? ' link-failing' : ''}`}>
      <h3>
        <span className="chain-number">{number}</span> {t(`link.${view.link}`)}
      </h3>
      <p className="link-state">
        <span aria-hidden="true">{failing ? '⚑' : ICON[view.state]} </span>
        {t(failing ? 'government.linkFails' : `government.link.${view.state}`)}
      </p>
      <div className="link-figure">
        <Figure figure={view.figure} title={title} unit />
      </div>
      {details.length > 0 && (
        <ul className="link-figures">
          {details.map((figure, index) => {
            const name = known(measureKey(figure), figure.definition ?? title);
            return (
              <li key={`${figure.label ?? ''}${index}`}>
                <span>{name}</span>
                <Figure figure={figure} title={name} unit />
              </li>
            );
          })}
        </ul>
      )}
      {view.stated.length > 0 && (
        <div className="link-stated">
          <h4>{t('government.statedHere')}</h4>
          <StatedList figures={view.stated} />
        </div>
      )}
      {actions.length > 0 && (
        <div className="link-actions">
          {actions.map(({ task, path, label }, index) => (
            <Link key={path} className={index === 0 ? 'button button-primary' : 'button-quiet'} to={to(`/kabkota/${code}/${path}`)}>
              {t(label ?? `task.${task}`)}
            </Link>
          ))}
        </div>
      )}
    </li>
  );
}

import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';

/** The page's own outline in grey, so that nothing jumps when the data arrives. */
export function PageSkeleton({ cards = 2 }: { cards?: number }): ReactNode {
  const { t } = useWords();
  return (
    <div className="page" role="status" aria-label={t('state.loading')}>
      <Skeleton height={28} width="62%" mt={6} />
      <Skeleton height={14} width="44%" mt={14} />
      <Skeleton height={92} mt={20} radius={10} />
      <div className="skeleton-cards">
        {Array.from({ length: cards }, (_, index) => (
          <Skeleton key={index} height={250} radius={10} />
        ))}
      </div>
    </div>
  );
}

export function ShellSkeleton(): ReactNode {
  return (
    <>
      <div className="strip" />
      <div className="topbar topbar-empty">
        <span className="brand">
          Komit<b>men</b>
        </span>
      </div>
      <main>
        <PageSkeleton />
      </main>
    </>
  );
}

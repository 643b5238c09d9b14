import type { ReactNode } from 'react';
import { Problem } from '../api/problem';
import { useWords } from '../i18n';
import { homeOf, useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { AccountsCard } from './accounts-card';
import { ClockCard } from './clock-card';
import { DeadLettersCard } from './dead-letters-card';
import { HealthCard } from './health-card';
import './system.css';

export default function SystemPage(): ReactNode {
  const { t } = useWords();
  const { me } = useSession();
  const { to } = useView();
  if (me.role !== 'administrator') return <ProblemPage error={new Problem({ status: 403, code: 'forbidden' })} home={to(homeOf(me))} />;
  return (
    <Page title={t('nav.system')} heading={t('nav.system')} lead={t('system.lead')}>
      <div className="system-grid">
        <div>
          <ClockCard />
          <HealthCard />
        </div>
        <div>
          <AccountsCard />
          <DeadLettersCard />
        </div>
      </div>
    </Page>
  );
}

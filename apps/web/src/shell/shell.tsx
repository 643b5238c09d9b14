import { type ReactNode, Suspense } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { formatDate, formatLongDate, formatTime } from '../format/date';
import { FigurePanelProvider } from '../figure/figure-panel-provider';
import { useWords } from '../i18n';
import { useConnection } from '../live/connection';
import { useLive } from '../live/use-live';
import { isOfficer, useSession, useView } from '../session/session';
import { ErrorBoundary } from './error-boundary';
import { PageSkeleton } from './skeletons';
import { UserMenu } from './user-menu';
import { ViewControls } from './view-controls';

export function Shell(): ReactNode {
  const { t } = useWords();
  const { nameOf } = useSession();
  const { pathname } = useLocation();
  useLive(nameOf);
  return (
    <FigurePanelProvider>
      <a className="skip" href="#isi">
        {t('shell.skip')}
      </a>
      <TopBar />
      <main id="isi" tabIndex={-1}>
        <ErrorBoundary resetKey={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </FigurePanelProvider>
  );
}

function TopBar(): ReactNode {
  const { t } = useWords();
  const { me } = useSession();
  const { to, asKnownOn } = useView();
  return (
    <header className={asKnownOn === null ? '' : 'looking-back'}>
      <Strip />
      <div className="topbar">
        <NavLink to={to(isOfficer(me) ? `/kabkota/${me.scope.code}` : '/')} className="brand">
          Komit<b>men</b>
        </NavLink>
        <nav aria-label={t('shell.nav')}>
          {isOfficer(me) ? (
            <NavLink to={to(`/kabkota/${me.scope.code}`)}>{me.scope.name}</NavLink>
          ) : (
            <>
              <NavLink to={to('/')} end>
                {t('nav.overview')}
              </NavLink>
              <NavLink to={to('/kabkota')}>{t('nav.governments')}</NavLink>
            </>
          )}
          <NavLink to={to('/pengingat')}>{t('nav.reminders')}</NavLink>
          {me.role === 'administrator' && <NavLink to={to('/sistem')}>{t('nav.system')}</NavLink>}
        </nav>
        <ViewControls />
      </div>
      <Connection />
    </header>
  );
}

/** The line that no one can miss: a demonstration, its clock, and whether the reader looks back. */
function Strip(): ReactNode {
  const { t, language } = useWords();
  const { calendar } = useSession();
  const { asKnownOn, set } = useView();
  const clock = `${formatLongDate(calendar.date, language)}, ${formatTime(calendar.time, calendar.zone, language)}`;
  const demonstration = calendar.mode === 'demonstration';
  return (
    <div className="strip">
      {demonstration && <strong className="strip-mode">{t('shell.demonstration')}</strong>}
      <span>
        {calendar.advancingTo !== null
          ? t('shell.clockMoving', { clock, to: formatDate(calendar.advancingTo, language) })
          : t(demonstration ? 'shell.clockStands' : 'shell.clockRuns', { clock })}
      </span>
      {asKnownOn !== null && (
        <span className="strip-back">
          <span aria-hidden="true">⟲ </span>
          {t('shell.lookingBack', { date: formatDate(asKnownOn, language) })}{' '}
          <button type="button" onClick={() => set({ per: null })}>
            {t('shell.backToToday')}
          </button>
        </span>
      )}
      <UserMenu />
    </div>
  );
}

function Connection(): ReactNode {
  const { t } = useWords();
  const connection = useConnection();
  return <div role="status">{connection === 'offline' && <div className="offline-bar">{t('connection.offlineBar')}</div>}</div>;
}

function Footer(): ReactNode {
  const { t } = useWords();
  const connection = useConnection();
  const { calendar } = useSession();
  return (
    <footer>
      <span className={`connection connection-${connection}`}>{t(`connection.${connection}`)}</span>
      <span>{t('shell.footer')}</span>
      {calendar.mode === 'demonstration' && <span>{t('shell.demonstrationData')}</span>}
    </footer>
  );
}

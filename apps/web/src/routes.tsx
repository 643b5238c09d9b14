import { lazy, type ReactNode, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { Problem } from './api/problem';
import { SessionGate } from './session/session-gate';
import { ProblemPage } from './shell/problem-page';
import { Shell } from './shell/shell';
import { ShellSkeleton } from './shell/skeletons';

const SignInPage = lazy(() => import('./session/sign-in.page'));
const OverviewPage = lazy(() => import('./overview/overview.page'));
const GovernmentsPage = lazy(() => import('./overview/governments.page'));
const GovernmentPage = lazy(() => import('./government/government.page'));
const EntryPage = lazy(() => import('./entry/entry.page'));
const RemindersPage = lazy(() => import('./reminders/reminders.page'));
const LetterPage = lazy(() => import('./reminders/letter.page'));
const SystemPage = lazy(() => import('./system/system.page'));

/** Addresses are Indonesian: people read them and send them on. */
const ENTRIES = [
  ['komitmen/baru', 'commitment'],
  ['komitmen/tidak-ada', 'noCommitment'],
  ['komitmen/konfirmasi', 'confirmation'],
  ['komitmen/penarikan', 'withdrawal'],
  ['alokasi/baru', 'allocation'],
  ['alokasi/tidak-ada', 'noAllocation'],
  ['realisasi/baru', 'disbursement'],
  ['penerimaan', 'receipt'],
  ['peserta/baru', 'headcount'],
  ['angka/baru', 'figure'],
  ['target/baru', 'target'],
] as const;

export function AppRoutes(): ReactNode {
  return (
    <Suspense fallback={<ShellSkeleton />}>
      <Routes>
        <Route path="/masuk" element={<SignInPage />} />
        <Route element={<SessionGate />}>
          <Route element={<Shell />}>
            <Route index element={<OverviewPage />} />
            <Route path="kabkota" element={<GovernmentsPage />} />
            <Route path="kabkota/:code" element={<GovernmentPage />} />
            {ENTRIES.map(([path, form]) => (
              <Route key={path} path={`kabkota/:code/${path}`} element={<EntryPage form={form} />} />
            ))}
            <Route path="pengingat" element={<RemindersPage />} />
            <Route path="pengingat/surat/:id" element={<LetterPage />} />
            <Route path="sistem" element={<SystemPage />} />
            <Route path="*" element={<ProblemPage error={new Problem({ status: 404, code: 'not-found' })} />} />
          </Route>
        </Route>
      </Routes>
    </Suspense>
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { command } from '../api/client';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { useSession } from '../session/session';
import { ProblemNote } from '../shell/problem-page';
import { type Account, accountsQuery } from './system-queries';

export function AccountsCard(): ReactNode {
  const { t } = useWords();
  const { me, nameOf } = useSession();
  const client = useQueryClient();
  const accounts = useQuery(accountsQuery());
  const change = useMutation({
    mutationFn: ({ id, state, version }: Account) =>
      command(`/api/accounts/${encodeURIComponent(id)}/state`, {
        method: 'PUT',
        body: { state: state === 'enabled' ? 'disabled' : 'enabled' },
        version,
      }),
    onSuccess: async (_answer, account) => {
      await client.invalidateQueries({ queryKey: ['accounts'] });
      announce('good', t(account.state === 'enabled' ? 'accounts.disabledNow' : 'accounts.enabledNow', { username: account.username }));
    },
  });
  const scopeOf = ({ scope }: Account): string => (typeof scope === 'string' ? nameOf(scope) : (scope.name ?? nameOf(scope.code)));
  return (
    <section className="card" aria-labelledby="accounts-title">
      <div className="card-head">
        <h2 id="accounts-title">{t('accounts.title')}</h2>
        {accounts.data && <span className="card-note">{t('accounts.number', { number: accounts.data.length })}</span>}
      </div>
      {accounts.isError && <ProblemNote error={accounts.error} retry={() => void accounts.refetch()} />}
      {change.isError && <ProblemNote error={change.error} retry={() => change.reset()} />}
      <table className="accounts cards-on-phone">
        <caption className="vh">{t('accounts.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('accounts.username')}</th>
            <th scope="col">{t('accounts.role')}</th>
            <th scope="col">{t('accounts.scope')}</th>
            <th scope="col">{t('accounts.state')}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.data
            ?.filter(({ state }) => state !== 'removed')
            .map((account) => (
              <tr key={account.id}>
                <th scope="row">
                  {account.username}
                  <small>{account.displayName}</small>
                </th>
                <td data-label={t('accounts.role')}>{t(`role.${account.role}`)}</td>
                <td data-label={t('accounts.scope')}>{scopeOf(account)}</td>
                <td data-label={t('accounts.state')}>
                  {t(account.state === 'enabled' ? 'accounts.enabled' : 'accounts.disabled')}{' '}
                  {account.id !== me.accountId && (
                    <button type="button" className="link" disabled={change.isPending} onClick={() => change.mutate(account)}>
                      {t(account.state === 'enabled' ? 'accounts.disable' : 'accounts.enable')}
                      <span className="vh"> {account.username}</span>
                    </button>
                  )}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <p className="hint">{t('accounts.resetNote')}</p>
    </section>
  );
}

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, type ReactNode, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { command } from '../api/client';
import { asProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import { useWords } from '../i18n';
import { Page } from '../shell/page';
import { LanguageSwitch } from '../shell/user-menu';
import { homeOf } from './session';

/** Only an address of this product: never one that leads elsewhere. */
const safeReturn = (address: string | null): string | null =>
  address !== null && /^\/(?![/\\])/.test(address) && address !== '/' ? address : null;

export default function SignInPage(): ReactNode {
  const { t, known } = useWords();
  const [search] = useSearchParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const alert = useRef<HTMLDivElement>(null);

  const signIn = useMutation({
    mutationFn: () => command('/api/auth/login', { method: 'POST', body: { username: username.trim(), password } }),
    onSuccess: async () => {
      client.clear();
      const me = await client.query(meQuery());
      await navigate(safeReturn(search.get('kembali')) ?? homeOf(me), { replace: true });
    },
    onError: () => setTimeout(() => alert.current?.focus()),
  });

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const incomplete = username.trim() === '' || password === '';
    setMissing(incomplete);
    if (!incomplete) signIn.mutate();
  };

  const problem = signIn.isError ? asProblem(signIn.error) : null;
  const message =
    problem === null
      ? null
      : problem.status === 401
        ? t('signIn.wrong')
        : problem.status === 429
          ? t('signIn.tooMany')
          : known(`problem.${problem.code}`, problem.message, problem.data);

  return (
    <div className="sign-in">
      <header className="sign-in-side">
        <span className="brand brand-large">
          Komit<b>men</b>
        </span>
        <p>{t('signIn.promise')}</p>
        <ol className="sign-in-chain" aria-label={t('chain.title')}>
          {(['commitment', 'allocation', 'disbursement', 'receipt', 'protection'] as const).map((link) => (
            <li key={link}>{t(`link.${link}`)}</li>
          ))}
        </ol>
      </header>
      <main id="isi" className="sign-in-main">
        <div className="sign-in-language">
          <LanguageSwitch />
        </div>
        <Page title={t('signIn.title')} heading={t('signIn.title')} lead={search.has('kembali') ? t('signIn.return') : t('signIn.lead')}>
          <form onSubmit={submit} noValidate>
            {(message !== null || missing) && (
              <div className="note note-alarm" role="alert" tabIndex={-1} ref={alert}>
                {missing ? t('signIn.missing') : message}
              </div>
            )}
            <TextInput
              label={t('signIn.username')}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              value={username}
              onChange={(e) => setUsername(e.currentTarget.value)}
            />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              value={password}
              onChange={(e) => setPassword(e.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            />
            <Button type="submit" fullWidth loading={signIn.isPending}>
              {t('action.signIn')}
            </Button>
            <p className="hint">{t('signIn.forgotten')}</p>
          </form>
        </Page>
      </main>
    </div>
  );
}

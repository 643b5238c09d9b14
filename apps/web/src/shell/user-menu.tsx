import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { command } from '../api/client';
import { changeLanguage, useWords } from '../i18n';
import { useSession, useView } from '../session/session';

/** A language in the address is somebody's wish for this view; a choice made here replaces it. */
export function LanguageSwitch({ onChange }: { onChange?: () => void }): ReactNode {
  const { t, language } = useWords();
  const other = language === 'id' ? 'en' : 'id';
  return (
    <button
      type="button"
      className="language"
      lang={other}
      aria-label={t('shell.otherLanguage')}
      onClick={() => void changeLanguage(other).then(onChange)}
    >
      <span aria-hidden="true">
        <b className={language === 'id' ? 'on' : ''}>ID</b> · <b className={language === 'en' ? 'on' : ''}>EN</b>
      </span>
    </button>
  );
}

export function UserMenu(): ReactNode {
  const { t } = useWords();
  const { me } = useSession();
  const { set } = useView();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const signOut = async (): Promise<void> => {
    await command('/api/auth/logout', { method: 'POST' }).catch(() => undefined);
    client.clear();
    await navigate('/masuk', { replace: true });
  };

  return (
    <div className="user">
      <LanguageSwitch onChange={() => set({ bahasa: null })} />
      <div
        ref={box}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          setOpen(false);
          button.current?.focus();
        }}
      >
        <button ref={button} type="button" className="user-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="vh">{t('shell.signedInAs')} </span>
          {t(`role.${me.role}`)} <span aria-hidden="true">▾</span>
        </button>
        {open && (
          <div className="user-card">
            <b>{me.displayName}</b>
            <span>{me.username}</span>
            <span>
              {t(`role.${me.role}`)}, {me.scope.name}
            </span>
            <button type="button" onClick={() => void signOut()}>
              {t('action.signOut')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

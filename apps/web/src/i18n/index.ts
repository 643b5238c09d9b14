import i18next, { type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '../format/number';
import id from './id.json';

const STORED = 'komitmen.language';

const isLanguage = (text: string | null | undefined): text is Language => text === 'id' || text === 'en';

/** The address wins over what was chosen before; Bahasa Indonesia otherwise. */
function initialLanguage(): Language {
  const fromAddress = new URLSearchParams(window.location.search).get('bahasa');
  const stored = window.localStorage.getItem(STORED);
  return isLanguage(fromAddress) ? fromAddress : isLanguage(stored) ? stored : 'id';
}

/** English is fetched only when it is wanted. */
async function load(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { default: en } = await import('./en.json');
    i18next.addResourceBundle('en', 'translation', en);
  }
}

export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'id',
    fallbackLng: 'id',
    resources: { id: { translation: id } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await changeLanguage(initialLanguage());
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  window.localStorage.setItem(STORED, language);
}

export interface Words {
  t: TFunction;
  language: Language;
  /** The text of a key that comes from the server, or `otherwise` when this version does not know it. */
  known: (key: string, otherwise: string, parameters?: Record<string, unknown>) => string;
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  return {
    t,
    language: i18n.language === 'en' ? 'en' : 'id',
    known: (key, otherwise, parameters) => (i18n.exists(key) ? t(key, parameters ?? {}) : otherwise),
  };
}

import { useWords } from '../i18n';
import { formatDate } from '../format/date';
import type { Message } from './form-spec';

/** A message of the catalogue for one field: it names the field and gives the field's own example. */
export function useMessages(): (message: Message, field: string) => string {
  const { t, known, language } = useWords();
  return ({ key, parameters = {} }, field) => {
    const shown = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? formatDate(value, language) : value]),
    );
    return t(key, { ...shown, label: t(`field.${field}`), example: known(`example.${field}`, '') }).trim();
  };
}

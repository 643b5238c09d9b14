import type { Values } from './form-spec';

interface Draft {
  readonly values: Values;
  /** The last attempt: the same body sent again carries the same key, so that a retry does not record twice. */
  readonly attempt: { readonly key: string; readonly body: string } | null;
}

const nameOf = (form: string): string => `komitmen.draft.${form}`;

const isDraft = (value: unknown): value is Draft => typeof value === 'object' && value !== null && 'values' in value && 'attempt' in value;

export function loadDraft(form: string): Draft | null {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(nameOf(form)) ?? 'null');
    return isDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

export function saveDraft(form: string, draft: Draft): void {
  try {
    window.localStorage.setItem(nameOf(form), JSON.stringify(draft));
  } catch {
    // A full or forbidden store costs only the draft; the form itself goes on.
  }
}

export const dropDraft = (form: string): void => window.localStorage.removeItem(nameOf(form));

/** A changed body is a new wish and gets a new key: the server refuses one key for two bodies. */
export function keyFor(attempt: Draft['attempt'], body: string, fresh: () => string): string {
  return attempt?.body === body ? attempt.key : fresh();
}

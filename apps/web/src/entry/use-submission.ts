import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { command } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { refreshGovernment } from '../api/queries';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { fieldOf } from './checks';
import { dropDraft, keyFor } from './draft';
import type { Context, FormSpec, Values } from './form-spec';

type Attempt = { readonly key: string; readonly body: string } | null;

interface Submission {
  pending: boolean;
  saved: boolean;
  touched: boolean;
  problem: Problem | null;
  attempt: Attempt;
  /** True when the server accepted it. */
  send: (values: Values) => Promise<boolean>;
  reload: () => void;
  reset: () => void;
}

interface Wiring {
  spec: FormSpec;
  context: Context;
  id: string;
  attempt: Attempt;
  refuse: (errors: Record<string, string>) => void;
}

/** Names that the server gives to what the form calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  months: 'paidMonths',
  number: 'document_number',
  date: 'document_date',
  segment: 'headcountSegment',
  definition: 'targetDefinition',
  denominator: 'targetDefinition',
};

export function useSubmission({ spec, context, id, attempt: stored, refuse }: Wiring): Submission {
  const { t, known, language } = useWords();
  const client = useQueryClient();
  const [pending, setPending] = useState(false);
  const [saved, setSaved] = useState(false);
  const [touched, setTouched] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState<Attempt>(stored);

  const fieldNamed = (name: string): string | null => fieldOf(name, spec) ?? fieldOf(name, spec, ALIASES);
  const refused = (failure: Problem): Record<string, string> => {
    const entries = failure.errors.map(
      ({ field, code, message }) => [fieldNamed(field), language === 'id' ? message : known(`problem.${code}`, message)] as const,
    );
    const single = failure.data['field'];
    if (entries.length === 0 && typeof single === 'string')
      entries.push([fieldNamed(single), known(`problem.${failure.code}`, failure.message, failure.data)]);
    return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[0] !== null));
  };

  const send = async (values: Values): Promise<boolean> => {
    const body = spec.body(values, context);
    const path = spec.path(values);
    const text = `${path} ${JSON.stringify(body)}`;
    const next = { key: keyFor(attempt, text, () => crypto.randomUUID()), body: text };
    const version = spec.version?.(values, context);
    setAttempt(next);
    setTouched(true);
    setPending(true);
    setProblem(null);
    try {
      await command(path, { method: 'POST', body, idempotencyKey: next.key, ...(version === undefined ? {} : { version }) });
      dropDraft(id);
      setSaved(true);
      announce('good', t('entry.savedNotice', { what: t(`form.${spec.name}.title`) }));
      void refreshGovernment(client, context.government);
      return true;
    } catch (error) {
      const failure = asProblem(error);
      setProblem(failure);
      refuse(refused(failure));
      if (failure.status === 401) void client.invalidateQueries({ queryKey: ['me'] });
      return false;
    } finally {
      setPending(false);
    }
  };

  return {
    pending,
    saved,
    touched,
    problem,
    attempt,
    send,
    reload: () => {
      setProblem(null);
      void refreshGovernment(client, context.government);
    },
    reset: () => {
      setSaved(false);
      setProblem(null);
      setAttempt(null);
      setTouched(false);
    },
  };
}

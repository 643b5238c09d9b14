import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { ProblemNote } from '../shell/problem-page';
import { contentOf } from './dead-letter-text';
import { type DeadLetter, deadLetterQuery } from './system-queries';

/** All that is known of one, the event as it came included: events hold no personal data. */
export function DeadLetterContent({ letter }: { letter: DeadLetter }): ReactNode {
  const { t } = useWords();
  const detail = useQuery(deadLetterQuery(letter));
  if (detail.isError) return <ProblemNote error={detail.error} retry={() => void detail.refetch()} />;
  if (detail.data === undefined) return <p className="hint">{t('deadLetters.loading')}</p>;
  const { type, key, topic, partition, offset, message, headers, value } = detail.data;
  const facts: [string, string][] = [
    [t('deadLetters.fact.type'), type ?? t('deadLetters.unknownType')],
    [t('deadLetters.fact.key'), key],
    [t('deadLetters.fact.place'), `${topic}/${partition}/${offset}`],
    [t('deadLetters.fact.message'), message],
  ];
  return (
    <div className="dead-letter-content">
      <dl>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{text}</code>
            </dd>
          </div>
        ))}
      </dl>
      <Text label={t('deadLetters.content')} text={contentOf(value)} />
      <Text label={t('deadLetters.envelope')} text={contentOf(JSON.stringify(headers))} />
    </div>
  );
}

/** It scrolls inside itself, so the keyboard must reach it. */
function Text({ label, text }: { label: string; text: string }): ReactNode {
  return (
    <>
      <h4>{label}</h4>
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </>
  );
}

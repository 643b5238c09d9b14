import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../i18n';
import { Page } from '../shell/page';
import { type Context, type FormSpec, shownFields, type Values } from './form-spec';
import { useRecorded } from './preview';

/** Recorded, with what was recorded. What it changed follows as a live update. */
export function Saved({
  spec,
  context,
  values,
  back,
  again,
}: {
  spec: FormSpec;
  context: Context;
  values: Values;
  back: string;
  again: () => void;
}): ReactNode {
  const { t } = useWords();
  const recorded = useRecorded(context);
  return (
    <Page
      narrow
      focused
      title={t('entry.saved')}
      heading={
        <span className="saved-heading">
          <span aria-hidden="true">✓ </span>
          {t('entry.saved')}
        </span>
      }
      lead={t('entry.savedLead', { what: t(`form.${spec.name}.title`), government: context.governmentName })}
    >
      <dl className="saved-list">
        {shownFields(spec, values, context).map((field) => {
          const text = recorded(field, values);
          return text === null ? null : (
            <div key={field.name}>
              <dt>{t(`field.${field.name}`)}</dt>
              <dd>{text}</dd>
            </div>
          );
        })}
      </dl>
      <p className="hint">{t('entry.savedNext')}</p>
      <div className="actions">
        <Button component={Link} to={back}>
          {t('entry.back', { government: context.governmentName })}
        </Button>
        <Button variant="default" onClick={again}>
          {t('entry.again')}
        </Button>
      </div>
    </Page>
  );
}

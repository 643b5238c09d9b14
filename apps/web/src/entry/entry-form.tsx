import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type SubmitEvent, Fragment, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Figure as FigureData } from '../api/types';
import { useWords } from '../i18n';
import { useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { Arithmetic } from './arithmetic-box';
import { checkForm } from './checks';
import { dropDraft, loadDraft, saveDraft } from './draft';
import { Field } from './field';
import { type Context, type FormSpec, shownFields, type Values } from './form-spec';
import { Preview } from './preview';
import { Saved } from './saved';
import { RefusalNote } from './refusal-note';
import { useMessages } from './use-messages';
import { useSubmission } from './use-submission';

interface EntryFormProperties {
  spec: FormSpec;
  context: Context;
  /** What the link shows now, for "from ... to ...". */
  current: FigureData | null;
}

export function EntryForm({ spec, context, current }: EntryFormProperties): ReactNode {
  const { t } = useWords();
  const { me } = useSession();
  const { to } = useView();
  const say = useMessages();
  const id = `${me.accountId}.${spec.name}.${context.government}.${context.fiscalYear}`;
  const [draft] = useState(() => loadDraft(id));
  const empty = useMemo(
    () => ({ ...Object.fromEntries(spec.fields.map(({ name }) => [name, ''])), ...spec.initial(context) }),
    [spec, context],
  );
  const [restored, setRestored] = useState(draft !== null);
  const summary = useRef<HTMLDivElement>(null);

  const form = useForm<Values>({
    initialValues: { ...empty, ...draft?.values },
    validate: (values) =>
      Object.fromEntries(Object.entries(checkForm(spec, values, context)).map(([name, message]) => [name, say(message, name)])),
  });
  const { values, errors } = form;
  const submission = useSubmission({
    spec,
    context,
    id,
    attempt: draft?.attempt ?? null,
    refuse: (refused) => form.setErrors({ ...form.errors, ...refused }),
  });
  const { touched } = submission;
  const dirty = form.isDirty();

  useEffect(() => {
    if (dirty && !submission.saved) saveDraft(id, { values, attempt: submission.attempt });
  }, [id, values, dirty, submission.attempt, submission.saved]);

  const focusSummary = (): void => void setTimeout(() => summary.current?.focus());
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (form.validate().hasErrors) {
      focusSummary();
      return;
    }
    void submission.send(values).then((accepted) => {
      if (!accepted) focusSummary();
    });
  };
  const clear = (): void => {
    dropDraft(id);
    form.setValues(empty);
    form.clearErrors();
    setRestored(false);
    submission.reset();
  };

  const back = to(`/kabkota/${context.government}`);
  if (submission.saved) return <Saved spec={spec} context={context} values={values} back={back} again={clear} />;

  const shown = shownFields(spec, values, context);
  const listed = Object.entries(errors).filter(([, message]) => message !== null && message !== undefined);
  const groups = [...new Set(shown.map(({ group }) => group))];
  const parameters = { government: context.governmentName, fiscalYear: context.fiscalYear };
  const noChoice = shown.find(
    (field) => field.optional !== true && field.kind === 'choice' && field.choices?.(context, values).length === 0,
  );

  return (
    <Page
      title={`${t(`form.${spec.name}.title`)}, ${context.governmentName}`}
      heading={t(`form.${spec.name}.title`)}
      lead={
        <>
          <Link to={back}>‹ {context.governmentName}</Link> · {t('shell.fiscalYear')} {context.fiscalYear}
          <br />
          {t(`form.${spec.name}.lead`, parameters)}
        </>
      }
    >
      {noChoice !== undefined ? (
        <div className="card empty">
          <p>{t(`form.${spec.name}.nothing`)}</p>
          <Link to={back}>{t('entry.back', parameters)}</Link>
        </div>
      ) : (
        <form className="entry" onSubmit={submit} noValidate>
          <div className="entry-fields">
            <div ref={summary} tabIndex={-1} className="entry-summary">
              {(touched || listed.length > 0) && submission.problem !== null && (
                <RefusalNote problem={submission.problem} reload={submission.reload} back={back} />
              )}
              {listed.length > 0 && (
                <div className="note note-alarm" role="alert">
                  <h2>{t('entry.errors', { number: listed.length })}</h2>
                  <ul>
                    {listed.map(([name, message]) => (
                      <li key={name}>
                        <a
                          href={`#field-${name}`}
                          onClick={(event) => {
                            event.preventDefault();
                            document.getElementById(`field-${name}`)?.focus();
                          }}
                        >
                          {message}
                        </a>
                      </li>
                    ))}
                  </ul>
                </div>
              )}
            </div>
            {restored && (
              <p className="note">
                {t('entry.restored')}{' '}
                <button type="button" className="link" onClick={clear}>
                  {t('entry.clear')}
                </button>
              </p>
            )}
            {groups.map((group) => (
              <fieldset key={group}>
                <legend>{t(`group.${group}`)}</legend>
                {shown
                  .filter((field) => field.group === group)
                  .map((field) => (
                    <Fragment key={field.name}>
                      <Field field={field} form={form} context={context} />
                      {spec.arithmetic?.after === field.name && <Arithmetic lines={spec.arithmetic.lines(values, context)} />}
                    </Fragment>
                  ))}
              </fieldset>
            ))}
          </div>
          <div className="entry-side">
            <Preview spec={spec} context={context} values={values} current={current} />
            <Button type="submit" size="md" fullWidth loading={submission.pending}>
              {t('entry.save')}
            </Button>
            <p className="hint">{t('entry.draftNote')}</p>
          </div>
        </form>
      )}
    </Page>
  );
}

import type { Static, TObject, TSchema } from '@sinclair/typebox';
import Ajv, { type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { SecretFiles } from './secret-files';

/** Thrown at the start with every problem of the settings, so that one look mends them all. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const describe = (schema: TSchema | undefined): string => {
  const choices = choicesOf(schema);
  if (choices.length > 0) return `one of ${choices.join(', ')}`;
  if (schema?.type === 'integer') return `a whole number from ${String(schema.minimum ?? 0)} to ${String(schema.maximum ?? 'any')}`;
  return schema?.format === 'email' ? 'an e-mail address' : 'a text';
};

const choicesOf = (schema: TSchema | undefined): string[] =>
  ((schema?.anyOf ?? []) as TSchema[]).flatMap((choice) => (choice.const === undefined ? [] : [String(choice.const as unknown)]));

const nameOf = (error: ErrorObject): string => {
  const missing: unknown = error.params.missingProperty;
  return typeof missing === 'string' ? missing : (error.instancePath.split('/')[1] ?? '');
};

function sentence(name: string, error: ErrorObject, schema: TSchema | undefined): string {
  const meaning = typeof schema?.description === 'string' ? ` (${schema.description})` : '';
  if (error.keyword === 'required') return `${name} is not set${meaning}.`;
  return `${name} must be ${describe(schema)}${meaning}.`;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an app's settings from the environment, and what that does not set from the files of the folder SECRETS_DIR, each named
 * like its setting: text is coerced to numbers, defaults are filled in, empty counts as not set.
 * @throws SettingsError naming every setting that is missing or wrong, and every file that cannot be read; values are never printed.
 */
export function parseSettings<T extends TObject>(schema: T, environment: Environment): Static<T> {
  const files = new SecretFiles(environment['SECRETS_DIR']);
  const given = Object.fromEntries(
    Object.keys(schema.properties).flatMap((name) => {
      const value = environment[name] ? environment[name] : files.read(name);
      return value ? [[name, value]] : [];
    }),
  );
  const ajv = addFormats(new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true, strict: false }));
  const validate = ajv.compile<Static<T>>(schema);
  const settings: unknown = given;
  if (validate(settings) && files.problems.size === 0) return settings;
  const problems = new Map(files.problems);
  for (const error of validate.errors ?? []) {
    const name = nameOf(error);
    if (!problems.has(name)) problems.set(name, sentence(name, error, schema.properties[name]));
  }
  throw new SettingsError([...problems.values()]);
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table of settings in Markdown, made from the schema so that it cannot fall behind it. */
export function settingsTable(schema: TObject): string {
  const required = new Set<string>(schema.required ?? []);
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const standard = property.default === undefined ? (required.has(name) ? 'required' : 'not set') : `\`${String(property.default)}\``;
    return `| \`${name}\` | ${standard} | ${cell(`${property.description ?? ''} (${describe(property)})`)} |`;
  });
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

import { Type } from '@sinclair/typebox';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings, SettingsError, settingsTable } from './settings';

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'port to listen on' }),
  MODE: Type.Union([Type.Literal('on'), Type.Literal('off')], { default: 'on', description: 'on | off' }),
  SECRET: Type.String({ minLength: 10, description: 'a key' }),
  SENDER: Type.Optional(Type.String({ format: 'email', description: 'sender of letters' })),
});
const secret = 'long-enough-to-pass';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseSettings(schema, environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('fills in defaults and reads numbers from text', () => {
    expect(parseSettings(schema, { SECRET: secret })).toEqual({ PORT: 3000, MODE: 'on', SECRET: secret });
    expect(parseSettings(schema, { SECRET: secret, PORT: '0', MODE: 'off' })).toMatchObject({ PORT: 0, MODE: 'off' });
  });

  it('takes an empty setting for one that is not set', () => {
    expect(parseSettings(schema, { SECRET: secret, PORT: '', SENDER: '' })).toEqual({ PORT: 3000, MODE: 'on', SECRET: secret });
    expect(problemsOf({ SECRET: '' })).toEqual(['SECRET is not set (a key).']);
  });

  it('leaves out what the schema does not name', () => {
    expect(parseSettings(schema, { SECRET: secret, PATH: '/bin' })).not.toHaveProperty('PATH');
  });

  it('lists every problem at once, one sentence per setting', () => {
    expect(problemsOf({ PORT: 'many', MODE: 'perhaps', SENDER: 'nobody' })).toEqual([
      'SECRET is not set (a key).',
      'PORT must be a whole number from 0 to 65535 (port to listen on).',
      'MODE must be one of on, off (on | off).',
      'SENDER must be an e-mail address (sender of letters).',
    ]);
  });

  it.each(['-1', '65536', '3.5', 'abc'])('refuses the port %s', (port) => {
    expect(problemsOf({ SECRET: secret, PORT: port })).toHaveLength(1);
  });

  it('never prints a value', () => {
    const problems = problemsOf({ SECRET: 'short-one', SENDER: 'private-person', PORT: '99999' });
    expect(problems).toHaveLength(3);
    expect(new SettingsError(problems).message).not.toMatch(/short-one|private-person|99999/);
  });

  it('makes a table with a row per setting, its default and its meaning', () => {
    expect(settingsTable(schema).split('\n')).toEqual([
      '| setting | default | meaning |',
      '| --- | --- | --- |',
      '| `PORT` | `3000` | port to listen on (a whole number from 0 to 65535) |',
      '| `MODE` | `on` | on \\| off (one of on, off) |',
      '| `SECRET` | required | a key (a text) |',
      '| `SENDER` | not set | sender of letters (an e-mail address) |',
    ]);
  });
});

describe('the folder of secrets', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'komitmen-secrets-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives what the environment does not set, trimmed', () => {
    writeFileSync(join(folder, 'SECRET'), `${secret}\n`);
    writeFileSync(join(folder, 'PORT'), '4000\n');
    expect(parseSettings(schema, { SECRETS_DIR: folder, PORT: '5000', SECRET: '' })).toEqual({ PORT: 5000, MODE: 'on', SECRET: secret });
  });

  it('says which file cannot be read, beside every other problem', () => {
    mkdirSync(join(folder, 'SECRET'));
    writeFileSync(join(folder, 'PORT'), 'private');
    expect(problemsOf({ SECRETS_DIR: folder, MODE: 'perhaps' })).toEqual([
      `SECRET: the file ${folder}/SECRET cannot be read (EISDIR); check who owns it and its mode.`,
      'PORT must be a whole number from 0 to 65535 (port to listen on).',
      'MODE must be one of on, off (on | off).',
    ]);
  });

  it('says that it is not there', () => {
    expect(problemsOf({ SECRETS_DIR: `${folder}/none`, SECRET: secret })).toEqual([
      `SECRETS_DIR names ${folder}/none, which cannot be opened (ENOENT); it must be a folder of files, each named like a setting.`,
    ]);
  });
});

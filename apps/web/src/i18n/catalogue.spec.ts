import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FORMS } from '../entry/forms';
import english from './en.json';
import indonesian from './id.json';

const ROOT = resolve(__dirname, '../../../..');

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );

const id = new Map(flat(indonesian));
const en = new Map(flat(english));

function sources(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path, pattern);
    return pattern.test(entry.name) && !/spec\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const matches = (texts: readonly string[], pattern: RegExp): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')))].sort();

describe('the two catalogues', () => {
  it('have the same keys', () => {
    expect([...en.keys()].sort()).toEqual([...id.keys()].sort());
  });

  it('have no empty text, and the same parameters in both languages', () => {
    const parameters = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
    const different = [...id].filter(
      ([key, text]) => text === '' || JSON.stringify(parameters(text)) !== JSON.stringify(parameters(en.get(key) ?? '')),
    );
    expect(different).toEqual([]);
  });

  it('have a text for every key that the pages name', () => {
    const used = matches(sources(resolve(__dirname, '..'), /\.tsx?$/), /\bt\(\s*'([a-zA-Z0-9._-]+)'/g);
    expect(used.length).toBeGreaterThan(150);
    expect(used.filter((key) => !id.has(key))).toEqual([]);
  });

  it('have a text for every problem that a service or the platform can answer with', () => {
    const texts = [
      ...readdirSync(join(ROOT, 'apps'))
        .filter((app) => app !== 'web')
        .map((app) => join(ROOT, 'apps', app)),
      join(ROOT, 'libs/kernel'),
      join(ROOT, 'libs/platform'),
      join(ROOT, 'libs/messaging'),
    ].flatMap((folder) => sources(folder, /\.ts$/));
    const codes = [
      ...matches(texts, /new DomainError\(\s*'[a-z-]+',\s*'([a-z0-9-]+)'/g),
      ...matches(texts, /new ProblemError\(\s*\d{3},\s*'([a-z0-9-]+)'/g),
      ...matches(texts, /\bproblem\(\s*\d{3},\s*'([a-z0-9-]+)'/g),
      ...matches(
        texts.filter((text) => /problem/i.test(text)),
        /\bcode: '([a-z0-9-]+)', (?:detail|message)/g,
      ),
    ];
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !id.has(`problem.${code}`))).toEqual([]);
  });

  it('have a label for every field, choice, group and task of the forms', () => {
    const context = {
      government: '52',
      governmentName: '',
      fiscalYear: 2025,
      businessDate: '2025-07-15',
      role: 'planner',
      regencies: [],
      allocations: [],
      disbursements: [],
      commitments: [],
    } as const;
    const keys = FORMS.flatMap((form) => [
      ...['title', 'lead', 'change', 'nothing'].map((part) => `form.${form.name}.${part}`),
      `task.${form.task}`,
      ...form.fields.flatMap((field) => [
        `field.${field.name}`,
        `group.${field.group}`,
        ...(field.choices?.(context, {}) ?? []).flatMap(({ key }) => (key === undefined ? [] : [key])),
      ]),
    ]);
    expect([...new Set(keys)].filter((key) => !id.has(key))).toEqual([]);
  });
});

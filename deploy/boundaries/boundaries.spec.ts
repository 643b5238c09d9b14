import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const checkout = resolve(__dirname, '../..');

interface Report {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** What dependency-cruiser says, by this project's rules, of a tree that holds the given files. */
function violationsIn(files: Record<string, string>): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'komitmen-boundaries-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) copyFileSync(join(checkout, file), join(tree, file));
    const program = join(checkout, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const result = spawnSync(process.execPath, [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs'], {
      cwd: tree,
      encoding: 'utf8',
    });
    if (result.stdout === '') throw new Error(result.stderr);
    const report = JSON.parse(result.stdout) as Report;
    return report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

const package_ = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
  [`node_modules/${name}/index.js`]: '',
});

/** A small tree that breaks no rule. */
const lawful: Record<string, string> = {
  'package.json': JSON.stringify({ dependencies: { pg: '1.0.0' }, devDependencies: { react: '1.0.0', jest: '1.0.0' } }),
  ...package_('pg'),
  ...package_('react'),
  ...package_('jest'),
  'libs/kernel/src/index.ts': `export * from './money';`,
  'libs/kernel/src/money.ts': 'export const rupiah = 1n;',
  'libs/contracts/src/index.ts': `export { rupiah } from '@komitmen/kernel';`,
  'libs/messaging/src/index.ts': `export { rupiah } from '@komitmen/contracts';`,
  'libs/platform/src/index.ts': `import 'pg'; export { rupiah } from '@komitmen/messaging';`,
  'libs/testing/src/index.ts': `import 'jest'; export { rupiah } from '@komitmen/platform';`,
  'apps/budgets/src/index.ts': `export * from './allocation/allocation.service';`,
  'apps/budgets/src/allocation/allocation.service.ts': `import '@komitmen/platform'; export { rupiah } from './allocation';`,
  'apps/budgets/src/allocation/allocation.ts': `export { rupiah } from '@komitmen/kernel'; export * from './stage'; export * from '../fund/fund';`,
  'apps/budgets/src/allocation/stage.ts': `export const stage = 'enacted';`,
  'apps/budgets/src/fund/fund.ts': `export const fund = 'DBHCHT';`,
  'apps/budgets/src/allocation/allocation.spec.ts': `import '@komitmen/testing'; import './allocation';`,
  'apps/regencies/src/index.ts': 'export const regencies = 1;',
  'apps/standalone/src/main.ts': `import '../../budgets/src'; import '../../regencies/src/index';`,
  'apps/web/src/page.ts': `import 'react'; import '@komitmen/kernel';`,
};

/** One breach per file, so that one run of the tool sees them all. */
const breaches: [rule: string, path: string, text: string][] = [
  ['no-cycles', 'apps/budgets/src/cycle/to-itself.service.ts', `import './to-itself.service';`],
  ['resolvable', 'apps/budgets/src/allocation/nowhere.controller.ts', `import './nowhere';`],
  ['apps-import-no-other-app', 'apps/budgets/src/allocation/other-app.controller.ts', `import '../../../regencies/src';`],
  ['standalone-imports-definitions-only', 'apps/standalone/src/extra.ts', `import '../../budgets/src/allocation/allocation.service';`],
  ['libs-import-no-app', 'libs/platform/src/extra.ts', `import '../../../apps/regencies/src';`],
  ['kernel-imports-nothing-of-ours', 'libs/kernel/src/extra.ts', `import '../../messaging/src';`],
  ['contracts-import-kernel-only', 'libs/contracts/src/extra.ts', `import '../../platform/src';`],
  ['pure-domain', 'apps/budgets/src/fund/with-package.ts', `import 'pg';`],
  ['pure-domain', 'apps/budgets/src/fund/with-node.ts', `import 'node:fs';`],
  ['pure-domain', 'apps/budgets/src/fund/with-library.ts', `import '@komitmen/platform';`],
  ['pure-domain', 'apps/budgets/src/fund/with-role.ts', `import './fund.entity';`],
  ['only-web-imports-react', 'apps/budgets/test/extra.ts', `import 'react';`],
  ['web-imports-pure-libs-only', 'apps/web/src/extra.ts', `import '@komitmen/platform';`],
  ['testing-in-tests-only', 'apps/budgets/src/allocation/testing.controller.ts', `import '@komitmen/testing';`],
  ['messaging-waits-by-globals', 'libs/messaging/src/relay.ts', `import 'node:timers/promises';`],
  ['no-development-packages', 'apps/budgets/src/allocation/package.controller.ts', `import 'jest';`],
];

describe('the import rules', () => {
  it('let the intended structure through', () => {
    expect(violationsIn(lawful)).toEqual([]);
  });

  describe('in a tree with one breach per file', () => {
    let found: string[];

    beforeAll(() => {
      const planted = Object.fromEntries(breaches.map(([, path, text]) => [path, text]));
      found = violationsIn({ ...lawful, 'apps/budgets/src/fund/fund.entity.ts': 'export const row = 1;', ...planted });
    });

    it.each(breaches)('%s catches %s', (rule, path) => {
      expect(found).toContain(`${rule}: ${path}`);
    });

    it('nothing else is caught', () => {
      expect(new Set(found)).toEqual(new Set(breaches.map(([rule, path]) => `${rule}: ${path}`)));
    });
  });
});

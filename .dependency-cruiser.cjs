/** Who may import whom. `deploy/boundaries/boundaries.spec.ts` plants a violation of each rule and sees it caught. */
const tests = '(\\.spec|-spec)\\.tsx?$|/test/';
const services = '^apps/(?!web/|standalone/)([^/]+)/src';
const pure = (app) => `^apps/${app}/src/(?!migrations/)[^/]+/(?!index\\.)[^/.]+\\.ts$`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules that need each other are one module, or a third one is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'apps-import-no-other-app',
      severity: 'error',
      comment: 'Services meet in events and over HTTP only.',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-imports-definitions-only',
      severity: 'error',
      comment: 'The one-process shape starts services by their definition; it knows nothing of their insides.',
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: ['^apps/standalone/', '^apps/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'libs-import-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'kernel-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/kernel/' },
      to: { path: '^(apps|libs|deploy)/', pathNot: '^libs/kernel/' },
    },
    {
      name: 'contracts-import-kernel-only',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^(apps|libs|deploy)/', pathNot: '^libs/(kernel|contracts)/' },
    },
    {
      name: 'pure-domain',
      severity: 'error',
      comment:
        'A domain file (a noun without a role in its name) decides without I/O, framework or clock. The gateway has one; the rest is edge.',
      from: { path: [pure('(?!web/|standalone/|gateway/)([^/]+)'), '^apps/(gateway)/src/account/account\\.ts$'] },
      to: { pathNot: [pure('$1'), '^libs/(kernel|contracts)/'] },
    },
    {
      name: 'only-web-imports-react',
      severity: 'error',
      from: { path: '^(apps|libs|deploy)/', pathNot: '^apps/web/' },
      to: { path: 'node_modules/(react|react-[^/]+|@mantine|@tanstack|i18next)/' },
    },
    {
      name: 'web-imports-pure-libs-only',
      severity: 'error',
      comment: 'What the browser downloads holds no server code.',
      from: { path: '^apps/web/', pathNot: tests },
      to: { path: '^libs/', pathNot: '^libs/(kernel|contracts)/' },
    },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      from: { path: '^(apps|libs|deploy)/', pathNot: [tests, '^libs/testing/', '^deploy/bench/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'messaging-waits-by-globals',
      severity: 'error',
      comment:
        'The simulation puts its own clock, timers and randomness in the place of the global ones: what is imported escapes it. The adapters may.',
      from: { path: '^libs/messaging/src/(?!event-log/(postgres|kafka)/)', pathNot: tests },
      to: { path: '^(node:)?(timers|crypto|perf_hooks|child_process|worker_threads|net|fs)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What runs is installed with `npm ci --omit=dev`; the browser application alone is bundled before.',
      from: { path: `${services}|^apps/standalone/src|^libs/(?!testing/)`, pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // metadata.ts is written by the build and belongs to no one.
    exclude: { path: '(^|/)(dist|coverage)/|/metadata\\.ts$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

/** Tests are told apart by suffix; see docs/testing.md. `.spec` is pure, the others use the real parts. */
const esmPackages = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'load-esm',
  'uid',
  'cookie',
  '@fastify/cookie',
  'content-disposition',
  'uuid',
  'jose',
  '@opentelemetry/otlp-exporter-base', // imports Node's modules with import()
];

const project = (displayName, suffix, extra = {}) => ({
  displayName,
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/deploy'],
  testEnvironment: 'node',
  testMatch: [`**/*.${suffix}.ts`],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: { '^.+\\.(t|j|mj)s$': '@swc/jest' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: { '^@komitmen/(kernel|contracts|messaging|platform|testing)$': '<rootDir>/libs/$1/src/index.ts' },
  ...extra,
});

const infrastructure = {
  globalSetup: '<rootDir>/libs/testing/src/jest-global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest-global-teardown.ts',
};

/** Besides the database a Kafka and a Redis, started once for the run. */
const distributed = {
  globalSetup: '<rootDir>/libs/testing/src/jest-distributed-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest-distributed-teardown.ts',
};

/** The distributed shape has faults of its own, and its own form of a backup; `npm run crashes` crashes it when it is told to. */
const standaloneAlone =
  process.env.SHAPE === 'distributed'
    ? [
        'apps/standalone/test/parts/',
        'apps/standalone/test/backup\\.e2e-spec',
        ...(process.env.CRASH_POINTS === undefined ? ['apps/standalone/test/crashes/'] : []),
      ]
    : [];

module.exports = {
  testTimeout: 300_000,
  projects: [
    project('unit', 'spec'),
    project('integration', 'int-spec', infrastructure),
    project('distributed', 'dist-spec', distributed),
    project('end-to-end', 'e2e-spec', { ...infrastructure, testPathIgnorePatterns: ['/node_modules/', ...standaloneAlone] }),
    project('browser', 'browser-spec', infrastructure),
  ],
};

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { breachesIn } from './cluster-rules';
import { type Resource, resourcesOf } from './kustomization';

const checkout = resolve(__dirname, '../..');
const isProgram = (path: string): boolean => existsSync(join(checkout, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')));
const overlay = (): Resource[] => resourcesOf(join(__dirname, 'overlays/example'));

function schemaProblems(resources: readonly Resource[]): string[] {
  const program = join(__dirname, 'schemas.mjs');
  const result = spawnSync(process.execPath, [program], { cwd: checkout, input: JSON.stringify(resources), encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as string[];
}

const services = ['gateway', 'regencies', 'budgets', 'enrolment', 'scorecards', 'notifications'];
const named = (resources: readonly Resource[], kind: string): string[] =>
  resources
    .filter((resource) => resource.kind === kind)
    .map(({ metadata }) => metadata.name)
    .sort();

/** A copy in which the value at `path` of one resource is another; undefined takes it away. */
function changed(kind: string, name: string, path: readonly (string | number)[], value: unknown): Resource[] {
  const resources = JSON.parse(JSON.stringify(overlay())) as Resource[];
  const meant = resources.find((resource) => resource.kind === kind && resource.metadata.name === name);
  if (meant === undefined) throw new Error(`There is no ${kind} ${name} to change.`);
  const holder = path.slice(0, -1).reduce<unknown>((tree, key) => (tree as Record<string | number, unknown>)[key], meant);
  (holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
  return resources;
}

const pod = ['spec', 'template', 'spec'] as const;
const container = [...pod, 'containers', 0] as const;

/** Each wrong field alone, in a Deployment with a name of its own. */
const planted: readonly (readonly [problem: RegExp, path: readonly (string | number)[], value: unknown])[] = [
  [/'"httpGett"' does not exist in type 'IProbe'/, [...container, 'livenessProbe', 'httpGett'], {}],
  [/'"replica"' does not exist/, ['spec', 'replica'], 2],
  [/\/spec\/replicas must be integer/, ['spec', 'replicas'], '2'],
  [/limits\/memory must match format "quantity"/, [...container, 'resources', 'limits', 'memory'], '512 megabytes'],
  [/there is no Deployment in apps\/v9/, ['apiVersion'], 'apps/v9'],
  [/must have required property selector/, ['spec', 'selector'], undefined],
];

describe('the schemas of Kubernetes', () => {
  let problems: string[];

  // One run for all: loading the API takes seconds.
  beforeAll(() => {
    const wrong = planted.flatMap(([, path, value], index) =>
      changed('Deployment', 'budgets', path, value)
        .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'budgets')
        .map((resource) => ({ ...resource, metadata: { ...resource.metadata, name: `planted-${index}` } })),
    );
    problems = schemaProblems([...resourcesOf(join(__dirname, 'base')), ...overlay(), ...wrong]);
  });

  it('are kept by the base and the example', () => {
    expect(problems.filter((problem) => !problem.includes(' planted-'))).toEqual([]);
  });

  it.each(planted.map(([problem], index) => [problem, index] as const))('show a wrong field: %s', (problem, index) => {
    expect(problems.filter((sentence) => sentence.includes(` planted-${index}:`)).join('\n')).toMatch(problem);
  });
});

describe('the manifests', () => {
  it('keep every rule', () => {
    expect(breachesIn(overlay(), isProgram)).toEqual([]);
  });

  it('hold every service, the preparation, and nothing of a demonstration in the base', () => {
    const base = resourcesOf(join(__dirname, 'base'));
    expect(named(base, 'Deployment')).toEqual([...services].sort());
    expect(named(base, 'Job')).toEqual(['prepare']);
    expect(named(overlay(), 'Deployment')).toEqual([...services, 'demonstrate'].sort());
  });

  it('let calendars follow the wall, but for the overlay that holds a demonstration', () => {
    const demo = (resources: readonly Resource[]): unknown =>
      resources
        .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'komitmen')
        .map((resource) => (resource['data'] as Record<string, string>)['DEMO']);
    expect([demo(resourcesOf(join(__dirname, 'base'))), demo(overlay())]).toEqual([['off'], ['on']]);
  });

  it('let traces out to the port of the collector that the settings name', () => {
    const one = (kind: string, name: string): Resource | undefined =>
      overlay().find((resource) => resource.kind === kind && resource.metadata.name === name);
    const settings = one('ConfigMap', 'komitmen')?.['data'] as Record<string, string> | undefined;
    const port = Number(new URL(settings?.['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').port);
    expect(one('NetworkPolicy', 'to-trace-collector')?.['spec']).toMatchObject({
      podSelector: { matchExpressions: [{ key: 'app.kubernetes.io/component', values: ['gateway', 'service'] }] },
      egress: [{ ports: [{ protocol: 'TCP', port }] }],
    });
  });

  it('give notifications the settings of letters besides those of all', () => {
    const notifications = overlay().find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'notifications');
    expect(JSON.stringify(notifications)).toContain(
      '"envFrom":[{"configMapRef":{"name":"komitmen"}},{"configMapRef":{"name":"komitmen-letters"}}]',
    );
  });
});

describe('a breach of a rule is seen', () => {
  it.each<[breach: string, kind: string, name: string, path: readonly (string | number)[], value: unknown]>([
    ['budgets has no startup probe.', 'Deployment', 'budgets', [...container, 'startupProbe'], undefined],
    ['budgets has no liveness probe.', 'Deployment', 'budgets', [...container, 'livenessProbe', 'httpGet', 'path'], '/readyz'],
    ['budgets has no readiness probe.', 'Deployment', 'budgets', [...container, 'readinessProbe', 'httpGet', 'port'], 'http'],
    ['budgets names no operations port.', 'Deployment', 'budgets', [...container, 'ports', 1, 'containerPort'], 9401],
    ['budgets has no limits.', 'Deployment', 'budgets', [...container, 'resources', 'limits'], undefined],
    ['budgets requests nothing.', 'Deployment', 'budgets', [...container, 'resources', 'requests'], undefined],
    ['budgets may gain privileges.', 'Deployment', 'budgets', [...container, 'securityContext', 'allowPrivilegeEscalation'], true],
    [
      'budgets can write to its root file system.',
      'Deployment',
      'budgets',
      [...container, 'securityContext', 'readOnlyRootFilesystem'],
      false,
    ],
    ['budgets keeps capabilities.', 'Deployment', 'budgets', [...container, 'securityContext', 'capabilities'], { drop: [] }],
    ['budgets may run as root.', 'Deployment', 'budgets', [...pod, 'securityContext', 'runAsNonRoot'], undefined],
    ['prepare has no seccomp profile.', 'Job', 'prepare', [...pod, 'securityContext', 'seccompProfile'], undefined],
    ['prepare gets a token of the cluster.', 'Job', 'prepare', [...pod, 'automountServiceAccountToken'], undefined],
    ['budgets has one instance only.', 'Deployment', 'budgets', ['spec', 'replicas'], 1],
    ['budgets may have all its instances on one machine.', 'Deployment', 'budgets', [...pod, 'topologySpreadConstraints'], []],
    ['budgets has not one PodDisruptionBudget.', 'PodDisruptionBudget', 'budgets', ['spec', 'selector', 'matchLabels'], { a: 'b' }],
    ['budgets has no Service.', 'Service', 'budgets', ['spec', 'selector'], { a: 'b' }],
    [
      'budgets does not see its own Secret.',
      'Deployment',
      'budgets',
      [...pod, 'volumes'],
      [{ secret: { secretName: 'komitmen-gateway' } }],
    ],
    ['Deployment budgets holds AUDIT_KEY.', 'Deployment', 'budgets', [...container, 'env', 0], { name: 'AUDIT_KEY', value: 'x' }],
    ['ConfigMap komitmen-letters holds SMTP_URL.', 'ConfigMap', 'komitmen-letters', ['data', 'SMTP_URL'], 'smtp://a:b@mail.example'],
    ['The Secret budgets stands in a file; name it, and make it in the cluster.', 'Service', 'budgets', ['kind'], 'Secret'],
    [
      'budgets runs dist/apps/budget/src/main.js, which the build does not make.',
      'Deployment',
      'budgets',
      [...container, 'command'],
      ['dist/apps/budget/src/main.js'],
    ],
    ['budgets can be asked by everyone.', 'NetworkPolicy', 'services-from-gateway', ['spec', 'ingress', 0, 'from'], []],
    ['gateway can ask everyone.', 'NetworkPolicy', 'gateway-to-services', ['spec', 'egress', 0, 'ports'], undefined],
    ['demonstrate has no NetworkPolicy for what it asks.', 'Deployment', 'demonstrate', ['spec', 'template', 'metadata', 'labels'], {}],
    [
      'regencies has no NetworkPolicy for who asks it.',
      'Deployment',
      'regencies',
      ['spec', 'template', 'metadata', 'labels'],
      { 'app.kubernetes.io/name': 'regencies' },
    ],
    [
      'Nothing denies what is not named: a NetworkPolicy for all pods without rules is missing.',
      'NetworkPolicy',
      'deny-all',
      ['spec', 'policyTypes'],
      ['Ingress'],
    ],
  ])('%s', (breach, kind, name, path, value) => {
    expect(breachesIn(changed(kind, name, path, value), isProgram)).toContain(breach);
  });
});

describe('the reader of kustomizations', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'komitmen-kustomization-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['does not know namePrefix', 'namePrefix: x-'],
    ['is named as a resource and is not there', 'resources: [ghost.yaml]'],
    ['changes nothing', 'patches: [{ path: patch.yaml }]'],
  ])('refuses what it would otherwise pass over: %s', (problem, text) => {
    writeFileSync(join(folder, 'kustomization.yaml'), text);
    writeFileSync(join(folder, 'patch.yaml'), '{ kind: Service, metadata: { name: ghost } }');
    expect(() => resourcesOf(folder)).toThrow(problem);
  });
});

import type { Resource } from './kustomization';

type Labels = Readonly<Record<string, string>>;

interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port?: string | number };
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly resources?: Readonly<Record<'requests' | 'limits', Labels | undefined>>;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
}

interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type?: string };
  };
  readonly containers: readonly Container[];
  readonly topologySpreadConstraints?: readonly unknown[];
  readonly volumes?: readonly { readonly secret?: { readonly secretName?: string } }[];
}

interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly replicas: number;
  readonly labels: Labels;
  readonly pod: PodSpec;
  /** A process that serves: it has ports, instances to choose among, and must be there while machines are emptied. */
  readonly serves: boolean;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** @returns one sentence per breach; none when the resources keep every rule. */
export function breachesIn(resources: readonly Resource[], isProgram: (path: string) => boolean): string[] {
  const workloads = resources.flatMap(workloadOf);
  return [
    ...resources.flatMap(literalSecrets),
    ...(resources.some(isDenyAll) ? [] : ['Nothing denies what is not named: a NetworkPolicy for all pods without rules is missing.']),
    ...workloads.flatMap((workload) => [
      ...containment(workload),
      ...network(workload, resources),
      ...workload.pod.containers.flatMap(({ command = [] }) =>
        command
          .filter((word) => word.startsWith('dist/') && !isProgram(word))
          .map((word) => `${workload.name} runs ${word}, which the build does not make.`),
      ),
      ...(workload.serves ? [...watching(workload), ...staying(workload, resources)] : []),
    ]),
  ];
}

function workloadOf(resource: Resource): Workload[] {
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(resource.kind)) return [];
  const spec = resource['spec'] as { replicas?: number; template: { metadata?: { labels?: Labels }; spec: PodSpec } };
  const labels = spec.template.metadata?.labels ?? {};
  const serves = resource.kind !== 'Job' && labels['app.kubernetes.io/component'] !== 'demonstration';
  return [{ kind: resource.kind, name: resource.metadata.name, replicas: spec.replicas ?? 1, labels, pod: spec.template.spec, serves }];
}

const secretNames = /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|REDIS_URL/;

function literalSecrets(resource: Resource): string[] {
  const { kind, metadata } = resource;
  if (kind === 'Secret') return [`The Secret ${metadata.name} stands in a file; name it, and make it in the cluster.`];
  const settings =
    kind === 'ConfigMap'
      ? Object.entries((resource['data'] ?? {}) as Labels)
      : workloadOf(resource).flatMap(({ pod }) =>
          pod.containers.flatMap(({ env = [] }) => env.map(({ name, value = '' }): [string, string] => [name, value])),
        );
  return settings
    .filter(([name, value]) => (secretNames.test(name) && name !== 'SECRETS_DIR') || /:\/\/[^/@\s]*:[^/@\s]+@/.test(value))
    .map(([name]) => `${kind} ${metadata.name} holds ${name}.`);
}

function containment({ name, pod }: Workload): string[] {
  const { securityContext: own = {}, automountServiceAccountToken: token } = pod;
  const ofPod: readonly (readonly [boolean, string])[] = [
    [own.runAsNonRoot === true && own.runAsUser === 1000, 'may run as root'],
    [own.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'],
    [token === false, 'gets a token of the cluster'],
  ];
  const ofContainers = pod.containers.flatMap(({ securityContext, resources }): readonly (readonly [boolean, string])[] => [
    [securityContext?.allowPrivilegeEscalation === false, 'may gain privileges'],
    [securityContext?.readOnlyRootFilesystem === true, 'can write to its root file system'],
    [
      securityContext?.capabilities?.drop?.includes('ALL') === true && (securityContext.capabilities.add ?? []).length === 0,
      'keeps capabilities',
    ],
    [resources?.limits?.['memory'] !== undefined && resources.limits['cpu'] !== undefined, 'has no limits'],
    [resources?.requests?.['memory'] !== undefined && resources.requests['cpu'] !== undefined, 'requests nothing'],
  ]);
  return [...ofPod, ...ofContainers].flatMap(([holds, breach]) => (holds ? [] : [`${name} ${breach}.`]));
}

function watching({ name, pod }: Workload): string[] {
  return pod.containers.flatMap(({ ports = [], startupProbe, livenessProbe, readinessProbe }) => {
    const asks = (probe: Probe | undefined, path: string): boolean => probe?.httpGet?.path === path && probe.httpGet.port === 'operations';
    const known: readonly (readonly [boolean, string])[] = [
      [ports.some((port) => port.name === 'operations' && port.containerPort === 9400), 'names no operations port'],
      [asks(startupProbe, '/livez'), 'has no startup probe'],
      [asks(livenessProbe, '/livez'), 'has no liveness probe'],
      [asks(readinessProbe, '/readyz'), 'has no readiness probe'],
    ];
    return known.flatMap(([holds, breach]) => (holds ? [] : [`${name} ${breach}.`]));
  });
}

function staying({ name, labels, pod, replicas }: Workload, resources: readonly Resource[]): string[] {
  const budgets = resources
    .filter(({ kind }) => kind === 'PodDisruptionBudget')
    .map((resource) => resource['spec'] as { selector?: Selector });
  const services = resources.filter(({ kind }) => kind === 'Service').map((resource) => resource['spec'] as { selector?: Labels });
  const kept: readonly (readonly [boolean, string])[] = [
    [replicas >= 2, 'has one instance only'],
    [(pod.topologySpreadConstraints ?? []).length > 0, 'may have all its instances on one machine'],
    [budgets.filter(({ selector }) => selects(selector, labels)).length === 1, 'has not one PodDisruptionBudget'],
    [services.some(({ selector }) => selects({ matchLabels: selector ?? {} }, labels)), 'has no Service'],
    [pod.volumes?.some(({ secret }) => secret?.secretName === `komitmen-${name}`) === true, 'does not see its own Secret'],
    [pod.volumes?.filter(({ secret }) => secret !== undefined).length === 1, 'sees more Secrets than its own'],
  ];
  return kept.flatMap(([holds, breach]) => (holds ? [] : [`${name} ${breach}.`]));
}

interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly unknown[]; readonly ports?: readonly unknown[] }[];
  readonly egress?: readonly { readonly to?: readonly unknown[]; readonly ports?: readonly unknown[] }[];
}

const policyOf = (resource: Resource): PolicySpec[] => (resource.kind === 'NetworkPolicy' ? [resource['spec'] as PolicySpec] : []);

function isDenyAll(resource: Resource): boolean {
  return policyOf(resource).some(
    ({ podSelector, policyTypes, ingress = [], egress = [] }) =>
      Object.keys(podSelector).length === 0 &&
      policyTypes?.includes('Ingress') === true &&
      policyTypes.includes('Egress') &&
      ingress.length + egress.length === 0,
  );
}

/** Each pod is named by a rule of its own besides the one that denies; no rule opens a way to everyone or to every port. */
function network({ name, labels, serves }: Workload, resources: readonly Resource[]): string[] {
  const policies = resources
    .flatMap(policyOf)
    .filter(({ podSelector }) => Object.keys(podSelector).length > 0 && selects(podSelector, labels));
  const ins = policies.flatMap(({ ingress = [] }) => ingress);
  const outs = policies.flatMap(({ egress = [] }) => egress);
  const kept: readonly (readonly [boolean, string])[] = [
    [outs.length > 0, 'has no NetworkPolicy for what it asks'],
    [!serves || ins.length > 0, 'has no NetworkPolicy for who asks it'],
    [ins.every(({ from = [], ports = [] }) => from.length > 0 && ports.length > 0), 'can be asked by everyone'],
    [outs.every(({ to = [], ports = [] }) => to.length > 0 && ports.length > 0), 'can ask everyone'],
  ];
  return kept.flatMap(([holds, breach]) => (holds ? [] : [`${name} ${breach}.`]));
}

function selects(selector: Selector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const byLabel = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  const byExpression = (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    if (operator !== 'In') throw new Error(`These rules do not know the operator ${operator} of a selector.`);
    return values.includes(labels[key] ?? '');
  });
  return byLabel && byExpression;
}

/** The parts of a compose file that the rules look at; the file's schema has been checked before. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

interface ComposeService {
  readonly image?: string;
  readonly build?: unknown;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly { readonly host_ip?: string }[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly volumes?: readonly Mount[];
  readonly restart?: string;
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: unknown };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly init?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
}

interface Mount {
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly volume?: { readonly subpath?: string; readonly nocopy?: boolean };
}

/** What the rules take as given about the rest of the project. */
export interface Surroundings {
  /** Whether the command `secrets` makes this folder or file in the volume of secrets. */
  readonly isSecret: (path: string) => boolean;
  /** Whether a program of the build, dist/..., comes from a source that exists. */
  readonly isProgram: (path: string) => boolean;
}

const isOneShot = ({ restart }: ComposeService): boolean => restart === 'no' || restart === 'on-failure';
const isChecked = ({ healthcheck }: ComposeService): boolean => healthcheck?.test !== undefined && healthcheck.disable !== true;
const isOurs = ({ build }: ComposeService): boolean => build !== undefined;

/** What a service may see of the secrets, where it is not the folder of its own name. */
const seenBy: Readonly<Record<string, readonly string[]>> = {
  prepare: ['installation'],
  demonstrate: ['installation/TOKEN_PRIVATE_KEY', 'installation/DEMO_PASSWORD'],
};
/** Images that run as another user than root by themselves. */
const unprivilegedImages = ['apache/kafka'];

/** @returns one sentence per breach; none when the file keeps every rule. */
export function breachesOf(file: ComposeFile, surroundings: Surroundings): string[] {
  return [
    ...wayIn(file),
    ...Object.entries(file.services).flatMap(([name, service]) => [
      ...startAndEnd(name, service, file),
      ...containment(name, service),
      ...secrecy(name, service, surroundings),
      ...programs(name, service, surroundings),
    ]),
  ];
}

function wayIn({ services, networks }: ComposeFile): string[] {
  const breaches: string[] = [];
  const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, port })));
  if (published.length !== 1) breaches.push(`${published.length} ports are published; one is enough.`);
  for (const { name, port } of published) {
    if (name !== 'gateway') breaches.push(`${name} publishes a port; the gateway is the only way in.`);
    if (port.host_ip !== '127.0.0.1') breaches.push(`${name} publishes its port on every address of the machine.`);
  }
  for (const [name, service] of Object.entries(services)) {
    if (service.network_mode === 'none') continue;
    const open = (service.networks ?? ['default']).filter((network) => networks?.[network]?.internal !== true);
    if (name !== 'gateway' && open.length > 0) breaches.push(`${name} is on the network ${open.join(', ')}, which has a way out.`);
  }
  return breaches;
}

function startAndEnd(name: string, service: ComposeService, { services }: ComposeFile): string[] {
  const breaches: string[] = [];
  if (!isOneShot(service) && !isChecked(service)) breaches.push(`${name} runs for long and has no health check.`);
  if (!isOneShot(service) && service.restart !== 'unless-stopped') breaches.push(`${name} is not started again after a fall.`);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    const awaited = services[other];
    if (awaited === undefined) breaches.push(`${name} waits for ${other}, which is not there.`);
    else if (condition === 'service_healthy' && !isChecked(awaited))
      breaches.push(`${name} waits for the health of ${other}, which nothing checks.`);
    else if (condition === 'service_completed_successfully' && !isOneShot(awaited))
      breaches.push(`${name} waits for the end of ${other}, which runs on.`);
    else if (condition === 'service_started') breaches.push(`${name} waits for ${other} to start only.`);
  }
  return breaches;
}

function containment(name: string, service: ComposeService): string[] {
  const image = service.image ?? '';
  const kept: readonly (readonly [boolean, string])[] = [
    [service.read_only === true, 'can write to its root file system'],
    [service.cap_drop?.includes('ALL') === true && (service.cap_add ?? []).length === 0, 'keeps capabilities'],
    [service.security_opt?.includes('no-new-privileges:true') === true && service.privileged !== true, 'may gain privileges'],
    [service.init === true, 'has no init process'],
    [service.tmpfs?.includes('/tmp') === true, 'has no /tmp to write to'],
    [service.deploy?.resources?.limits?.memory !== undefined, 'has no limit of memory'],
    [isOurs(service) || /:[^:/]*\d[^:/]*$/.test(image), `has an image without a fixed version, ${image}`],
    [isOurs(service) || service.user === '1000:1000' || unprivilegedImages.some((ours) => image.startsWith(`${ours}:`)), 'runs as root'],
  ];
  return kept.flatMap(([holds, breach]) => (holds ? [] : [`${name} ${breach}.`]));
}

const isSecretName = (name: string): boolean =>
  /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|REDIS_URL|SMTP_URL/.test(name) && !/_FILE$|^SECRETS_DIR$/.test(name);

function secrecy(name: string, service: ComposeService, { isSecret }: Surroundings): string[] {
  const breaches: string[] = [];
  for (const [setting, value] of Object.entries(service.environment ?? {})) {
    if (isSecretName(setting)) breaches.push(`${name} is given ${setting} in the file.`);
    else if (/:\/\/[^/@\s]*:[^/@\s]+@/.test(String(value))) breaches.push(`${name} is given a password inside ${setting}.`);
  }
  if ((service.command ?? []).some((word) => /(requirepass|--password|PASSWORD=)[ =]+(?!\$\$\(cat )\S/.test(word))) {
    breaches.push(`${name} is given a password in its command.`);
  }
  for (const { source, read_only: readOnly, volume } of service.volumes ?? []) {
    if (source !== 'secrets' || name === 'secrets') continue;
    const part = volume?.subpath;
    if (part === undefined || !isSecret(part)) breaches.push(`${name} mounts the secrets ${part ?? 'of all'}, which nothing makes.`);
    if (!(seenBy[name] ?? [name]).includes(part ?? '')) breaches.push(`${name} sees secrets that are not its own.`);
    if (readOnly !== true) breaches.push(`${name} can change its secrets.`);
    // Containers are made before `secrets` has run: Docker would look for the folder to copy into it.
    if (volume?.nocopy !== true) breaches.push(`${name} cannot be made before its secrets are there: nocopy is missing.`);
  }
  return breaches;
}

function programs(name: string, { command = [] }: ComposeService, { isProgram }: Surroundings): string[] {
  return command
    .filter((word) => word.startsWith('dist/') && !isProgram(word))
    .map((word) => `${name} runs ${word}, which the build does not make.`);
}

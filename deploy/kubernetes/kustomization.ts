import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export type Json = null | string | number | boolean | Json[] | { [key: string]: Json };
type Tree = { [key: string]: Json };

/** A Kubernetes resource as far as a kustomization cares. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [key: string]: unknown;
}

interface Kustomization {
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly images?: readonly { readonly name: string; readonly newName?: string; readonly newTag?: string }[];
  readonly patches?: readonly { readonly path: string; readonly target?: { readonly kind?: string; readonly labelSelector?: string } }[];
}

const understood = ['apiVersion', 'kind', 'resources', 'namespace', 'images', 'patches'];

/** Lists whose members Kubernetes merges by a field; every other list is replaced as a whole. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumes: 'name',
  topologySpreadConstraints: 'topologyKey',
};
const clusterWide = ['Namespace'];

/**
 * What `kubectl kustomize <folder>` makes, for the features that this project uses.
 * @throws Error for a feature that it does not know, so that nothing is passed over.
 */
export function resourcesOf(folder: string): Resource[] {
  const kustomization = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  const unknown = Object.keys(kustomization).filter((key) => !understood.includes(key));
  if (unknown.length > 0)
    throw new Error(`${folder}: this reader of kustomizations does not know ${unknown.join(', ')}; teach it or do without.`);
  const resources = (kustomization.resources ?? []).flatMap((path) => read(join(folder, path)));
  const patched = (kustomization.patches ?? []).reduce((all, { path, target }) => patchAll(all, join(folder, path), target), resources);
  return patched.map((resource) => placed(withImages(resource, kustomization), kustomization.namespace));
}

function read(path: string): Resource[] {
  if (!existsSync(path)) throw new Error(`${path} is named as a resource and is not there.`);
  return statSync(path).isDirectory() ? resourcesOf(path) : documents(path);
}

function documents(path: string): Resource[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    const error = document.errors.at(0);
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as Resource;
  });
}

function patchAll(
  resources: Resource[],
  path: string,
  target: { readonly kind?: string; readonly labelSelector?: string } | undefined,
): Resource[] {
  const [patch, ...more] = documents(path);
  if (patch === undefined || more.length > 0) throw new Error(`${path}: one patch per file is expected.`);
  const meant = ({ kind, metadata }: Resource): boolean =>
    target === undefined
      ? kind === patch.kind && metadata.name === patch.metadata.name
      : (target.kind === undefined || target.kind === kind) && selects(target.labelSelector, metadata.labels ?? {});
  if (!resources.some(meant)) throw new Error(`${dirname(path)}: the patch ${path} changes nothing.`);
  return resources.map((resource) => {
    if (!meant(resource)) return resource;
    const merged = merge(resource as unknown as Json, patch as unknown as Json) as unknown as Resource;
    return { ...merged, metadata: { ...merged.metadata, name: resource.metadata.name } };
  });
}

function selects(selector: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  return (selector?.split(',') ?? []).every((pair) => {
    const [key = '', value] = pair.split('=');
    return labels[key] === value;
  });
}

const isTree = (value: Json | undefined): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(below: Json | undefined, above: Json, field = ''): Json {
  if (isTree(below) && isTree(above)) {
    const entries = Object.entries(above).map(([key, value]): [string, Json] => [key, merge(below[key], value, key)]);
    return { ...below, ...Object.fromEntries(entries) };
  }
  const key = mergeKeys[field];
  if (key === undefined || !Array.isArray(below) || !Array.isArray(above)) return above;
  const idOf = (item: Json): Json | undefined => (isTree(item) ? item[key] : undefined);
  const kept = below.map((item) => {
    const change = above.find((other) => idOf(other) === idOf(item));
    return change === undefined ? item : merge(item, change);
  });
  return [...kept, ...above.filter((item) => !below.some((other) => idOf(other) === idOf(item)))];
}

function withImages(resource: Resource, { images = [] }: Kustomization): Resource {
  const changed = (value: Json, key = ''): Json => {
    if (Array.isArray(value)) return value.map((item) => changed(item));
    if (isTree(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, name)]));
    const image = key === 'image' ? images.find(({ name }) => name === value) : undefined;
    return image === undefined ? value : `${image.newName ?? image.name}${image.newTag === undefined ? '' : `:${image.newTag}`}`;
  };
  return changed(resource as unknown as Json) as unknown as Resource;
}

function placed(resource: Resource, namespace: string | undefined): Resource {
  if (namespace === undefined || clusterWide.includes(resource.kind)) return resource;
  return { ...resource, metadata: { ...resource.metadata, namespace } };
}

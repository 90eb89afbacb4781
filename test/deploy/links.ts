import type { PodSpec } from './pod-security.ts';
import type { KubernetesObject } from './schemas.ts';

type Labels = Readonly<Record<string, string>>;

/** A deployment, as far as others refer to it. */
interface DeploymentSpec {
  readonly selector: { readonly matchLabels: Labels };
  readonly template: {
    readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
    readonly spec: PodSpec;
  };
}

/** Gives the pod of the one deployment among objects. */
export function podOf(objects: readonly KubernetesObject[]): DeploymentSpec['template'] {
  const [deployment] = objects.filter(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('There is no Deployment');
  return (deployment.spec as DeploymentSpec).template;
}

/** Gives what names something that is not there, or is there twice: objects, labels, ports, volumes and variables. */
export function linkFaults(objects: readonly KubernetesObject[]): string[] {
  const { metadata, spec } = podOf(objects);
  const containers = spec.containers;
  const names = (kind: string) =>
    objects.filter((object) => object.kind === kind).map((object) => object.metadata.name);
  const volumes = (spec.volumes ?? []).map(({ name }) => name);
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
  const ports = containers.flatMap((container) => container.ports ?? []).map(({ name }) => name);
  const own = (spec.volumes ?? []).flatMap(({ name, configMap }) =>
    name === 'config' ? [configMap as { name: string }] : [],
  );
  return [
    ...twice(
      'object',
      objects.map((object) => `${object.kind} ${object.metadata.name}`),
    ),
    ...twice('volume', volumes),
    ...twice(
      'place of a volume',
      mounts.map(({ mountPath }) => mountPath),
    ),
    ...containers.flatMap(({ env = [] }) =>
      twice(
        'variable',
        env.map(({ name }) => name),
      ),
    ),
    ...missing(
      'volume',
      mounts.map(({ name }) => name),
      volumes,
    ),
    ...missing(
      'use of a volume',
      volumes,
      mounts.map(({ name }) => name),
    ),
    ...missing(
      'ConfigMap',
      own.map(({ name }) => name),
      names('ConfigMap'),
    ),
    ...objects.flatMap((object) => selectorFaults(object, metadata.labels, objects)),
    ...objects.flatMap((object) => missing('port', portsNamedBy(object), ports as string[])),
    ...objects.flatMap((object) => missing('Deployment', targetsOf(object), names('Deployment'))),
  ];
}

const twice = (what: string, names: readonly string[]) =>
  names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${what} ${name} is there twice`);
const missing = (what: string, names: readonly string[], known: readonly string[]) =>
  names.filter((name) => !known.includes(name)).map((name) => `there is no ${what} ${name}`);

/** What chooses pods must choose ours, and what chooses services our service. */
function selectorFaults({ kind, spec }: KubernetesObject, pod: Labels, objects: readonly KubernetesObject[]): string[] {
  const { selector, podSelector } = (spec ?? {}) as {
    selector?: { matchLabels?: Labels } & Labels;
    podSelector?: { matchLabels: Labels };
  };
  const chosen = podSelector?.matchLabels ?? selector?.matchLabels ?? selector;
  if (chosen === undefined) return [];
  const service = objects.find((object) => object.kind === 'Service')?.metadata.labels ?? {};
  const labels = kind === 'ServiceMonitor' ? service : pod;
  return Object.entries(chosen as Labels)
    .filter(([name, value]) => labels[name] !== value)
    .map(([name, value]) => `${kind} chooses ${name}=${value}, which is not there`);
}

function portsNamedBy({ kind, spec }: KubernetesObject): string[] {
  const {
    ports = [],
    endpoints = [],
    ingress = [],
  } = (spec ?? {}) as {
    ports?: { targetPort: string }[];
    endpoints?: { port: string }[];
    ingress?: { ports: { port: string }[] }[];
  };
  if (kind === 'Service') return ports.map(({ targetPort }) => targetPort);
  if (kind === 'ServiceMonitor') return endpoints.map(({ port }) => port);
  return kind === 'NetworkPolicy' ? ingress.flatMap((rule) => rule.ports).map(({ port }) => port) : [];
}

function targetsOf({ spec }: KubernetesObject): string[] {
  const { scaleTargetRef } = (spec ?? {}) as { scaleTargetRef?: { name: string } };
  return scaleTargetRef === undefined ? [] : [scaleTargetRef.name];
}

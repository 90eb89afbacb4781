import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Ajv } from 'ajv';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

/** An object of Kubernetes. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: object;
  };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

const models = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
  PrometheusRule,
  ScaledObject,
  Service,
  ServiceAccount,
  ServiceMonitor,
];

/** https://secrets-store-csi-driver.sigs.k8s.io/concepts.html#secretproviderclass */
const secretProviderClass = new Ajv({ allErrors: true }).compile({
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'secrets-store.csi.x-k8s.io/v1' },
    kind: { const: 'SecretProviderClass' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      required: ['provider', 'parameters'],
      additionalProperties: false,
      properties: {
        provider: { type: 'string' },
        parameters: { type: 'object', additionalProperties: { type: 'string' } },
        secretObjects: { type: 'array' },
      },
    },
  },
});

/**
 * Gives what the schema of its kind says against an object, and which members the schema does not know. Kubernetes would drop
 * those, or refuse them.
 */
export function schemaFaults(object: KubernetesObject): string[] {
  const called = `${object.kind} ${object.metadata?.name}`;
  if (object.kind === 'SecretProviderClass') {
    secretProviderClass(object);
    return (secretProviderClass.errors ?? []).map(({ instancePath, message }) => `${called}${instancePath} ${message}`);
  }
  const model = models.find(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind);
  if (model === undefined) return [`${called}: there is no schema of ${object.apiVersion}`];
  const read = new Set<string>();
  const watched = watch(Object.assign(Object.create(model.prototype), object), '', read);
  try {
    (watched as unknown as { validate(): void }).validate();
  } catch (error) {
    return [`${called}: ${(error as Error).message}`];
  }
  return membersOf(object, '')
    .filter((path) => !read.has(path))
    .map((path) => `${called}: there is no member ${path.slice(1)}`);
}

/** Notes which members of an object are read, as paths. A validator reads all that its schema knows. */
function watch<T extends object>(object: T, path: string, read: Set<string>): T {
  return new Proxy(object, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol') return value;
      const place = `${path}.${name}`;
      read.add(place);
      return typeof value === 'object' && value !== null ? watch(value, place, read) : value;
    },
  });
}

function membersOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${path}.${name}`,
    ...membersOf(member, `${path}.${name}`),
  ]);
}

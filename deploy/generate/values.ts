import { z } from 'zod';

/** Takes an object of these members, each of which may be left out. */
const part = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape).partial();
/** What Kubernetes defines: it is refused there, not here. */
const kubernetesObject = z.record(z.string(), z.unknown());
const kubernetesList = z.array(kubernetesObject);
const texts = z.record(z.string(), z.string());
const yesOrNo = z.boolean();
const text = z.string();
const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
const ports = z.array(whole(1, 65_535));
const percent = whole(1, 100);
/** An address, or nothing. Without a user and a password, which would be seen by whoever may see the pod. */
const address = (...protocols: string[]) => z.string().regex(new RegExp(`^$|^(${protocols.join('|')})://[^@\\s]+$`));
/** The name of something in Kubernetes, or nothing. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const name = z.string().regex(/^$|^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);
const probe = part({
  initialDelaySeconds: whole(0, 3600),
  periodSeconds: whole(1, 3600),
  timeoutSeconds: whole(1, 3600),
  failureThreshold: whole(1, 3600),
  successThreshold: whole(1, 3600),
});

/** Which values the chart takes, without the worker's own settings (`config`). What they mean is said in `values.yaml`. */
export const chartValues = part({
  image: part({
    repository: text.min(1),
    tag: text,
    digest: z.string().regex(/^$|^sha256:[0-9a-f]{64}$/),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
    pullSecrets: kubernetesList,
  }),
  gateway: part({
    grpcAddress: address('grpc', 'grpcs'),
    restAddress: address('http', 'https'),
    authStrategy: z.enum(['NONE', 'OAUTH', 'BASIC', 'BEARER', 'COOKIE']),
    oauth: part({ url: address('http', 'https'), audience: text, scope: text }),
    cookie: part({ url: address('http', 'https') }),
    credentials: part({ id: text, existingSecret: name, idKey: text.min(1), secretKey: text.min(1) }),
    tls: part({ existingSecret: name, mutual: yesOrNo }),
  }),
  aws: part({
    region: z.string().regex(/^$|^[a-z0-9-]+$/),
    roleArn: z.string().regex(/^$|^arn:[a-z-]+:iam::\d{12}:role\/\S+$/),
    podIdentity: yesOrNo,
    instanceMetadata: yesOrNo,
    endpoint: address('http', 'https'),
    credentials: part({
      existingSecret: name,
      accessKeyIdKey: text.min(1),
      secretAccessKeyKey: text.min(1),
      sessionTokenKey: text,
    }),
  }),
  secrets: part({
    env: z.array(name.min(1)),
    files: part({ existingSecret: name }),
    csi: part({ secretProviderClass: name, create: yesOrNo, provider: text.min(1), parameters: kubernetesObject }),
  }),
  extraEnv: kubernetesList,
  envFrom: kubernetesList,
  extraVolumes: kubernetesList,
  extraVolumeMounts: kubernetesList,
  replicas: whole(0, 10_000),
  strategy: kubernetesObject,
  revisionHistoryLimit: whole(0, 1_000),
  terminationGracePeriodSeconds: whole(0, 1_000_000),
  resources: kubernetesObject,
  heapMegabytes: whole(0, 1_000_000),
  nodeOptions: text,
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  podSecurityContext: kubernetesObject,
  securityContext: kubernetesObject,
  podLabels: texts,
  podAnnotations: texts,
  nodeSelector: texts,
  tolerations: kubernetesList,
  affinity: kubernetesObject,
  topologySpreadConstraints: kubernetesList,
  priorityClassName: name,
  serviceAccount: part({ create: yesOrNo, name, annotations: texts, automountToken: yesOrNo }),
  service: part({ annotations: texts }),
  podDisruptionBudget: part({
    enabled: yesOrNo,
    maxUnavailable: z.union([whole(0, 10_000), z.string().regex(/^\d{1,3}%$/)]),
  }),
  autoscaling: part({
    minReplicas: whole(1, 10_000),
    maxReplicas: whole(1, 10_000),
    cpu: part({ enabled: yesOrNo, targetPercent: percent }),
    keda: part({
      enabled: yesOrNo,
      prometheusAddress: address('http', 'https'),
      targetPercent: percent,
      pollingInterval: whole(1, 3_600),
      scaleDownAfter: whole(0, 3_600),
      authentication: name,
    }),
  }),
  serviceMonitor: part({ enabled: yesOrNo, interval: z.string().regex(/^\d+(ms|s|m|h)$/), labels: texts }),
  seriesLabels: z.record(z.string().regex(/^[a-zA-Z_]\w*$/), text),
  prometheusRule: part({ enabled: yesOrNo, labels: texts, leaveOut: z.array(text) }),
  dashboard: part({ enabled: yesOrNo, labels: texts }),
  networkPolicy: part({
    enabled: yesOrNo,
    metricsFrom: kubernetesList,
    gatewayPorts: ports,
    webPorts: ports,
    gatewayTo: kubernetesList,
    extraEgress: kubernetesList,
  }),
  nameOverride: text.max(63),
  fullnameOverride: text.max(52),
  // What a chart around this one gives to each of its parts.
  global: kubernetesObject,
  enabled: yesOrNo,
});

import { beforeAll, describe, expect, test } from 'vitest';
import { findRenderer, objectsIn, type Renderer } from '../../deploy/generate/renderer.ts';
import { packageVersion } from '../../src/worker/version.ts';
import { podOf } from './links.ts';
import { type Metric, metricsOfWorker } from './metric-names.ts';
import { metricsWithout, queryFaults } from './queries.ts';
import type { KubernetesObject } from './schemas.ts';
import { address } from './value-sets.ts';

const render = findRenderer(process.env);

const sets = {
  plain: {},
  long: { config: { stopTimeout: 'P1DT2H3M4.5S' } },
  short: {
    config: { stopTimeout: 'PT10S' },
    resources: { limits: { memory: '2Gi' } },
    nodeOptions: '--import ./a.mjs',
  },
  openMemory: { resources: null },
  addresses: {
    gateway: {
      grpcAddress: 'grpcs://zeebe.example.com',
      authStrategy: 'OAUTH',
      oauth: { url: 'http://login/token' },
      credentials: { existingSecret: 'client' },
    },
    aws: { endpoint: 'http://dynamodb:8000', podIdentity: true },
  },
  byRest: { gateway: { restAddress: 'http://[fd00::1]:8081/camunda' } },
  ports: {
    gateway: {
      restAddress: 'http://zeebe.camunda',
      authStrategy: 'COOKIE',
      cookie: { url: 'http://zeebe.camunda/login' },
      credentials: { existingSecret: 'user' },
    },
    networkPolicy: { gatewayPorts: [9000], webPorts: [9001] },
  },
  alerts: { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true } },
  scaled: { serviceMonitor: { enabled: true }, autoscaling: { keda: { enabled: true, targetPercent: 75 } } },
  series: { seriesLabels: { job: 'workers', cluster: 'a"b' }, autoscaling: { keda: { enabled: true } } },
  digest: { image: { repository: 'r/worker', tag: '2', digest: `sha256:${'0'.repeat(64)}` } },
  named: { fullnameOverride: 'orders', config: { httpPort: 9000 } },
};

describe.skipIf(render === undefined)('the chart', () => {
  let objects: Record<string, KubernetesObject[]>;
  let families: Metric[];
  beforeAll(async () => {
    families = await metricsOfWorker();
    const given = Object.values(sets).map((values) => ({
      release: 'a',
      namespace: 'n',
      values: { ...address, ...values },
    }));
    const all = (render as Renderer)(given);
    objects = Object.fromEntries(
      Object.keys(sets).map((name, index) => {
        const one = all[index];
        return [name, one?.error === undefined ? (objectsIn(one?.files ?? {}) as KubernetesObject[]) : []];
      }),
    );
  });
  const the = (set: keyof typeof sets, kind: string) =>
    objects[set]?.find((object) => object.kind === kind) as KubernetesObject;
  const podIn = (set: keyof typeof sets) => podOf(objects[set] ?? []).spec;
  const variableIn = (set: keyof typeof sets, name: string) =>
    podIn(set).containers[0]?.env?.find((one) => one.name === name);

  test('gives a worker 10 s more to stop than its jobs', () => {
    const seconds = (['plain', 'short', 'long'] as const).map((set) => podIn(set).terminationGracePeriodSeconds);
    expect(seconds).toEqual([35, 20, 86_400 + 2 * 3_600 + 3 * 60 + 4 + 10]);
  });

  test('gives the heap half of the memory, before what else Node is told', () => {
    expect(variableIn('plain', 'NODE_OPTIONS')).toMatchObject({ value: '--max-old-space-size=256' });
    expect(variableIn('short', 'NODE_OPTIONS')).toMatchObject({ value: '--max-old-space-size=1024 --import ./a.mjs' });
    expect(variableIn('openMemory', 'NODE_OPTIONS')).toBeUndefined();
  });

  test('starts pods anew when the settings of the worker change', () => {
    const checksum = (set: keyof typeof sets) => podOf(objects[set] ?? []).metadata.annotations?.['checksum/config'];
    expect(checksum('plain')).toBeUndefined();
    expect(checksum('long')).toMatch(/^[0-9a-f]{64}$/);
    expect(checksum('long')).not.toBe(checksum('short'));
  });

  const portsOut = (set: keyof typeof sets) => {
    const { egress } = the(set, 'NetworkPolicy').spec as { egress: { ports: { port: number }[]; to?: unknown }[] };
    return egress.map((rule) => [...rule.ports.map(({ port }) => port), ...(rule.to ? ['some'] : [])]);
  };
  const dns = [53, 53, 5353, 5353];

  test('lets out to the ports of the addresses, and of the pods behind them', () => {
    expect(portsOut('plain')).toEqual([dns, [26_500, 8080], [443]]);
    expect(portsOut('byRest')).toEqual([dns, [8081, 26_500, 8080], [443]]);
    expect(portsOut('addresses')).toEqual([dns, [443, 26_500, 8080], [443, 80, 8000, 8080, 8443], [80, 'some']]);
  });

  test('lets out to the ports of pods that are given', () => {
    expect(portsOut('ports')).toEqual([dns, [80, 9000], [443, 80, 9001]]);
  });

  test('leaves the number of workers to what scales them, by their busy slots', () => {
    expect(the('plain', 'Deployment').spec).toMatchObject({ replicas: 2 });
    expect(the('scaled', 'Deployment').spec).not.toHaveProperty('replicas');
    expect(the('scaled', 'ScaledObject').spec).toMatchObject({
      scaleTargetRef: { name: 'a-camunda-dynamodb-worker' },
      triggers: [
        {
          metadata: {
            threshold: '0.75',
            query: expect.stringContaining('dynamodb_worker_jobs_max{job="a-camunda-dynamodb-worker",namespace="n"}'),
            // An empty answer would count as no busy slot.
            ignoreNullValues: 'false',
          },
        },
      ],
    });
  });

  test('asks Prometheus by the labels that it has for the workers', () => {
    const { triggers } = the('series', 'ScaledObject').spec as { triggers: { metadata: { query: string } }[] };
    expect(triggers[0]?.metadata.query).toContain(String.raw`dynamodb_worker_jobs_max{cluster="a\"b",job="workers"}`);
  });

  test('brings alerts for the workers of its release, so that no other release hides or doubles them', () => {
    const { groups } = the('alerts', 'PrometheusRule').spec as { groups: { rules: { expr: string }[] }[] };
    const queries = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(10);
    const ours = { namespace: 'n', job: 'a-camunda-dynamodb-worker' };
    expect(queries.flatMap((query) => metricsWithout(query, ours))).toEqual([]);
    expect(queries.flatMap((query) => queryFaults(query, families))).toEqual([]);
    expect(metricsWithout('sum(a{namespace="n"}) / b', { namespace: 'n' })).toEqual(['b']);
  });

  test('takes an image by its digest before its tag', () => {
    expect(podIn('digest').containers[0]?.image).toBe(`r/worker@sha256:${'0'.repeat(64)}`);
    expect(podIn('plain').containers[0]?.image).toBe(`camunda-dynamodb-worker:${packageVersion()}`);
  });

  test('has the port of the settings, and the name that is given', () => {
    expect(podIn('named').containers[0]?.ports).toEqual([{ name: 'http', containerPort: 9000 }]);
    expect(the('named', 'Service').spec).toMatchObject({ ports: [{ port: 9000 }] });
    expect(new Set(objects.named?.map(({ metadata }) => metadata.name))).toEqual(new Set(['orders']));
  });

  test('spreads the workers of its release over zones and nodes', () => {
    const { topologySpreadConstraints: spread } = podIn('plain') as { topologySpreadConstraints?: object[] };
    const labelSelector = {
      matchLabels: { 'app.kubernetes.io/instance': 'a', 'app.kubernetes.io/name': 'camunda-dynamodb-worker' },
    };
    expect(spread).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', labelSelector },
      { topologyKey: 'kubernetes.io/hostname', labelSelector },
    ]);
  });
});

import { parse } from 'yaml';
import type { Renderer } from './renderer.ts';

const FOLDER = 'deploy/kubernetes';
const HEADER = '# Made from the chart by `npm run manifests`.\n';

/** What the plain manifests have for values: everything to be changed is in `kustomization.yaml` or here. */
const set = {
  release: 'camunda-dynamodb-worker',
  namespace: 'camunda',
  values: {
    gateway: { grpcAddress: 'grpc://camunda-platform-zeebe-gateway.camunda:26500' },
    aws: { region: 'eu-central-1' },
    config: { maxJobs: 32 },
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true },
  },
};
/** Who scales by KEDA says nowhere else how many workers there are. */
const scaled = { ...set, values: { ...set.values, autoscaling: { keda: { enabled: true } } } };

/** Those that need something in the cluster: each is in a folder named after it. */
const needs = new Map([
  ['servicemonitor.yaml', 'prometheus-operator/'],
  ['prometheusrule.yaml', 'prometheus-operator/'],
  ['scaledobject.yaml', 'keda/'],
]);
/** Else each `kubectl apply` would set back how many workers there are. */
const patchForKeda = `patches:
  # KEDA says how many workers there are.
  - target:
      kind: Deployment
    patch: |-
      - op: remove
        path: /spec/replicas
`;

/**
 * Gives the plain manifests: those of the chart, without what belongs to Helm, and files `kustomization.yaml` that name them. The
 * settings are a file from which Kustomize makes the ConfigMap: its name ends in their checksum, so other settings restart the workers.
 * @throws Error when the chart cannot be rendered
 */
export function manifestFiles(render: Renderer): { file: string; content: string }[] {
  const [files, filesWithKeda] = render([set, scaled]).map((rendered) => {
    if (rendered.error !== undefined) throw new Error(rendered.error);
    return rendered.files;
  });
  const { 'configmap.yaml': configMap = '', ...others } = files ?? {};
  const scaledObject = filesWithKeda?.['scaledobject.yaml'] ?? '';
  const manifests = Object.entries({ ...others, 'scaledobject.yaml': scaledObject })
    .filter(([name, text]) => name.endsWith('.yaml') && text.trim() !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => ({ name: `${needs.get(name) ?? ''}${name}`, text: plain(text) }));
  const resourcesIn = (folder: string) => {
    const names = manifests.map(({ name }) => name).filter((name) => name.replace(/[^/]*$/, '') === folder);
    return `resources:\n${names.map((name) => `  - ${name.slice(folder.length)}\n`).join('')}`;
  };
  const component = (folder: string, more = '') => ({
    name: `${folder}kustomization.yaml`,
    text: `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${resourcesIn(folder)}${more}`,
  });
  const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${set.namespace}
${resourcesIn('')}# What needs the Prometheus operator or KEDA, if you have them:
# components: [prometheus-operator, keda]
configMapGenerator:
  - name: ${set.release}
    files: [config.yaml]
# The image: where it was pushed to.
images:
  - name: camunda-dynamodb-worker
    newName: camunda-dynamodb-worker
`;
  return [
    ...manifests,
    { name: 'config.yaml', text: (parse(configMap) as { data: { 'config.yaml': string } }).data['config.yaml'] },
    component('prometheus-operator/'),
    component('keda/', patchForKeda),
    { name: 'kustomization.yaml', text: kustomization },
  ].map(({ name, text }) => ({ file: `${FOLDER}/${name}`, content: HEADER + text }));
}

/** Takes away what belongs to Helm, and the checksum of settings that others write. */
function plain(text: string): string {
  return `${text
    .trim()
    .replaceAll(/^ *(?:app\.kubernetes\.io\/managed-by|helm\.sh\/chart): .*\n/gm, '')
    .replace(/^ *annotations:\n *#.*\n *checksum\/config: .*\n/m, '')}\n`;
}

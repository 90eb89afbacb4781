import type { Renderer } from './renderer.ts';

const FOLDER = 'deploy/kubernetes';
const HEADER = '# Made from the chart by `npm run manifests`.\n';

/** What the plain manifests have for values: everything to be changed is in `kustomization.yaml` or here. */
const set = {
  release: 'camunda-dynamodb-worker',
  namespace: 'camunda',
  values: {
    gateway: { grpcAddress: 'grpc://camunda-zeebe-gateway.camunda:26500' },
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

/**
 * Gives the plain manifests: those of the chart, without what belongs to Helm, and a `kustomization.yaml` that names them.
 * @throws Error when the chart cannot be rendered
 */
export function manifestFiles(render: Renderer): { file: string; content: string }[] {
  const [files, filesWithKeda] = render([set, scaled]).map((rendered) => {
    if (rendered.error !== undefined) throw new Error(rendered.error);
    return rendered.files;
  });
  const scaledObject = filesWithKeda?.['scaledobject.yaml'] ?? '';
  const manifests = Object.entries({ ...files, 'scaledobject.yaml': scaledObject })
    .filter(([name, text]) => name.endsWith('.yaml') && text.trim() !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => ({ name: `${needs.get(name) ?? ''}${name}`, text: withoutHelm(text) }));
  const resources = manifests.filter(({ name }) => !name.includes('/')).map(({ name }) => `  - ${name}\n`);
  const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${set.namespace}
resources:
${resources.join('')}# The image: where it was pushed to.
images:
  - name: camunda-dynamodb-worker
    newName: camunda-dynamodb-worker
`;
  return [...manifests, { name: 'kustomization.yaml', text: kustomization }].map(({ name, text }) => ({
    file: `${FOLDER}/${name}`,
    content: HEADER + text,
  }));
}

function withoutHelm(text: string): string {
  return `${text.trim().replaceAll(/^ *(?:app\.kubernetes\.io\/managed-by|helm\.sh\/chart): .*\n/gm, '')}\n`;
}

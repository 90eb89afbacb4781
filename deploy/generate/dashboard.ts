import { datasource, grafanaPanel, placed } from './panel.ts';
import { rows } from './rows.ts';

/** A choice at the top of the dashboard: the values of a label of the workers. */
function choice(name: string, label: string, narrowedBy: string): object {
  const query = `label_values(dynamodb_worker_build_info{${narrowedBy}}, ${name})`;
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: { query, refId: name },
    definition: query,
    includeAll: true,
    multi: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
    refresh: 2,
    sort: 1,
  };
}

/** Gives the dashboard for workers, as Grafana imports it. */
export function dashboard(): object {
  let [top, id] = [0, 0];
  const panels = rows.flatMap(({ title, panels }) => {
    id += 1;
    const row = { id, type: 'row', title, collapsed: false, panels: [], gridPos: { x: 0, y: top, w: 24, h: 1 } };
    const { places, end } = placed(panels, top + 1);
    top = end;
    return [
      row,
      ...panels.map((panel, index) => {
        id += 1;
        return grafanaPanel(panel, id, places[index] as object);
      }),
    ];
  });
  return {
    uid: 'dynamodb-worker',
    title: 'DynamoDB worker',
    description:
      'Jobs of Camunda 8 that read and write Amazon DynamoDB: what the workers do, what fails, and what it costs.',
    tags: ['camunda', 'dynamodb'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {} },
        choice('namespace', 'Namespace', ''),
        choice('job', 'Workers', 'namespace=~"$namespace"'),
        choice('instance', 'Worker', 'namespace=~"$namespace",job=~"$job"'),
      ],
    },
    annotations: {
      list: [
        {
          name: 'Starts',
          enable: true,
          iconColor: 'blue',
          datasource,
          expr: 'changes(process_start_time_seconds{namespace=~"$namespace",job=~"$job",instance=~"$instance"}[1m]) > 0',
          titleFormat: 'Started anew',
          textFormat: '{{instance}}',
        },
      ],
    },
    panels,
  };
}

import type { Example } from './example.ts';

/** `examples/counter.bpmn` */
export const counter: Example = {
  process: {
    id: 'counter',
    name: 'Count a visit',
    nodes: [
      { id: 'visited', type: 'startEvent', at: [180, 140], name: 'Visit' },
      { id: 'count', type: 'serviceTask', at: [310, 140], name: 'Count it once' },
      { id: 'counted', type: 'endEvent', at: [440, 140], name: 'Visit counted' },
    ],
    flows: [
      ['visited', 'count'],
      ['count', 'counted'],
    ],
  },
  tasks: {
    count: {
      operation: 'updateItem',
      values: {
        'input.tableName': '=table',
        'input.primaryKeyComponents': '{"id": id}',
        'form.changeBy': 'update',
        'input.update': '{"add": {"visits": 1}}',
        'input.returnValues': 'UPDATED_NEW',
        'input.exactlyOnce': 'true',
        resultExpression: '{visits: response.response.Attributes.visits}',
      },
    },
  },
};

import type { Example } from './example.ts';
import { pageCopy, pageCopyTasks } from './page-copy.ts';

const copying = pageCopy([310, 140]);

/** `examples/copy-table.bpmn` */
export const copyTable: Example = {
  process: {
    id: 'copy-table',
    name: 'Copy a table',
    nodes: [
      { id: 'wanted', type: 'startEvent', at: [180, 140], name: 'Copy wanted' },
      ...copying.nodes,
      { id: 'copied', type: 'endEvent', at: [1120, 140], name: 'Table copied' },
    ],
    flows: [['wanted', 'describe'], ...copying.flows, ['more', 'copied', { name: 'no' }]],
  },
  tasks: pageCopyTasks('=source', '=target'),
};

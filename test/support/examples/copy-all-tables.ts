import { type Example, mappings } from './example.ts';
import { pageCopy, pageCopyTasks } from './page-copy.ts';

const copying = pageCopy([580, 190], 'copyEach');
/** A copy needs a name of its own. */
const prefixOrUsual = '=if string length(prefix) > 0 then prefix else "copy-of-"';
/** What tables side by side must not share: without these, a task's result would be a variable of the whole process. */
const ofEachTable = { target: '=prefix + table.TableName', description: '=null', items: '=null', position: '=null' };

/** `examples/copy-all-tables.bpmn` */
export const copyAllTables: Example = {
  process: {
    id: 'copy-all-tables',
    name: 'Copy all tables',
    nodes: [
      {
        id: 'wanted',
        type: 'startEvent',
        at: [180, 190],
        name: 'Copies wanted',
        extensionElements: mappings({ outputs: { prefix: prefixOrUsual } }),
      },
      { id: 'discover', type: 'serviceTask', at: [310, 190], name: 'Discover tables' },
      {
        id: 'copyEach',
        type: 'subProcess',
        at: [920, 190],
        size: [1000, 240],
        name: 'Copy each table',
        forEach: { list: '=tables[not(starts with(TableName, prefix))]', as: 'table' },
        extensionElements: mappings({ inputs: ofEachTable }),
      },
      { id: 'tableFound', type: 'startEvent', at: [470, 190], name: 'Table found', within: 'copyEach' },
      ...copying.nodes,
      { id: 'tableCopied', type: 'endEvent', at: [1370, 190], name: 'Table copied', within: 'copyEach' },
      { id: 'copied', type: 'endEvent', at: [1500, 190], name: 'All copied' },
    ],
    flows: [
      ['wanted', 'discover'],
      ['discover', 'copyEach'],
      ['copyEach', 'copied'],
      ['tableFound', 'describe'],
      ...copying.flows,
      ['more', 'tableCopied', { name: 'no' }],
    ],
  },
  tasks: {
    discover: {
      operation: 'discoverTables',
      values: {
        'input.tableNames': '=get or else(tableNames, "*")',
        'input.sampleSize': 0,
        resultExpression: '{tables: response.response.Tables}',
      },
    },
    ...pageCopyTasks('=table.TableName', '=target'),
  },
};

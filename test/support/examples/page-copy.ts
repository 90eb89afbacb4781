import type { Flow, Node, Point } from '../diagrams.ts';
import type { TaskEntries } from './example.ts';

/**
 * The steps that copy a table: make the target, then read and write page after page until there is none.
 * @param at where the first of them stands
 * @param within the sub-process that they are in
 */
export function pageCopy([x, y]: Point, within?: string): { nodes: readonly Node[]; flows: readonly Flow[] } {
  const inside = within === undefined ? {} : { within };
  const nodes: Node[] = [
    { id: 'describe', type: 'serviceTask', at: [x, y], name: 'Describe source' },
    { id: 'create', type: 'serviceTask', at: [x + 160, y], name: 'Create target if missing' },
    { id: 'next', type: 'exclusiveGateway', at: [x + 280, y] },
    { id: 'read', type: 'serviceTask', at: [x + 400, y], name: 'Read a page' },
    { id: 'write', type: 'serviceTask', at: [x + 560, y], name: 'Write the page' },
    { id: 'more', type: 'exclusiveGateway', at: [x + 690, y], name: 'More pages?', label: 'above' },
  ];
  const back: Point[] = [
    [x + 690, y + 90],
    [x + 280, y + 90],
  ];
  return {
    nodes: nodes.map((node) => ({ ...node, ...inside })),
    flows: [
      ['describe', 'create'],
      ['create', 'next'],
      ['next', 'read'],
      ['read', 'write'],
      ['write', 'more'],
      ['more', 'next', { name: 'yes', when: '=position != null', by: back }],
    ],
  };
}

/** What is entered on the tasks of these steps; the names of the tables are FEEL. */
export function pageCopyTasks(source: string, target: string): Record<string, TaskEntries> {
  const keyNames = 'description.KeySchema.AttributeName';
  const leftOver = 'count(get entries(response.response.UnprocessedItems)) > 0';
  return {
    describe: {
      operation: 'describeTable',
      values: { 'input.tableName': source, resultExpression: '{description: response.response.Table}' },
    },
    create: {
      operation: 'createTable',
      values: {
        'input.tableName': target,
        'form.keys': 'schema',
        'input.keySchema': 'description.KeySchema',
        'input.attributeDefinitions': `description.AttributeDefinitions[list contains(${keyNames}, AttributeName)]`,
        'input.ifNotExists': 'true',
      },
    },
    read: {
      operation: 'scanTable',
      values: {
        'input.tableName': source,
        'input.exclusiveStartKey': 'position',
        'form.scan': 'page',
        'input.maxBytes': '=get or else(pageBytes, 1000000)',
        'input.consistentRead': 'true',
        'input.outputFormat': 'json-typed',
        resultExpression: '{items: response.response.Items, position: response.response.LastEvaluatedKey}',
      },
    },
    write: {
      operation: 'batchWriteItems',
      values: {
        'input.tableName': target,
        'input.putItems': 'items',
        errorExpression: `if ${leftOver} then jobError("DynamoDB did not take all items of the page", {}, job.retries - 1, @"PT30S") else null`,
      },
    },
  };
}

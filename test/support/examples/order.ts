import type { Process } from '../diagrams.ts';
import type { Example, TaskEntries } from './example.ts';

const process: Process = {
  id: 'order',
  name: 'Order',
  nodes: [
    { id: 'received', type: 'startEvent', at: [180, 140], name: 'Order received' },
    { id: 'createTable', type: 'serviceTask', at: [310, 140], name: 'Create table if missing' },
    { id: 'store', type: 'serviceTask', at: [470, 140], name: 'Store order' },
    { id: 'storeAgain', type: 'serviceTask', at: [630, 140], name: 'Store it a second time' },
    {
      id: 'refused',
      type: 'boundaryEvent',
      at: [650, 180],
      name: 'Already there',
      catches: { task: 'storeAgain', code: 'AwsDynamoDbExecutionException' },
    },
    { id: 'kept', type: 'intermediateThrowEvent', at: [710, 270], name: 'First one kept' },
    { id: 'stored', type: 'exclusiveGateway', at: [770, 140] },
    { id: 'read', type: 'serviceTask', at: [900, 140], name: 'Read order' },
    { id: 'pay', type: 'serviceTask', at: [1060, 140], name: 'Mark order as paid' },
    { id: 'find', type: 'serviceTask', at: [1220, 140], name: 'Find paid orders' },
    { id: 'remove', type: 'serviceTask', at: [1380, 140], name: 'Delete order' },
    { id: 'done', type: 'endEvent', at: [1510, 140], name: 'Order done' },
  ],
  flows: [
    ['received', 'createTable'],
    ['createTable', 'store'],
    ['store', 'storeAgain'],
    ['storeAgain', 'stored'],
    ['refused', 'kept'],
    ['kept', 'stored'],
    ['stored', 'read'],
    ['read', 'pay'],
    ['pay', 'find'],
    ['find', 'remove'],
    ['remove', 'done'],
  ],
};

const table = { 'input.tableName': '=table' };
const key = { ...table, 'input.primaryKeyComponents': '{"id": order.id}' };
const newOrder = {
  ...table,
  'input.item': 'context put(order, "status", "open")',
  'form.onlyIf': 'expression',
  'input.conditionExpression': 'attribute_not_exists(id)',
};

const tasks: Record<string, TaskEntries> = {
  createTable: {
    operation: 'createTable',
    values: {
      ...table,
      'input.partitionKey': 'id',
      'input.ifNotExists': 'true',
      resultExpression: '{tableStatus: response.response.TableDescription.TableStatus}',
    },
  },
  store: { operation: 'addItem', values: newOrder },
  storeAgain: { operation: 'addItem', values: newOrder },
  read: { operation: 'getItem', values: { ...key, resultExpression: '{stored: response.response.Item}' } },
  pay: {
    operation: 'updateItem',
    values: {
      ...key,
      'input.keyAttributes': '{"status": "paid"}',
      resultExpression: '{changed: response.response.Attributes}',
    },
  },
  find: {
    operation: 'scanTable',
    values: {
      ...table,
      'form.filterBy': 'expression',
      'input.filterExpression': '#status = :paid',
      'input.expressionAttributeNames': '{"#status": "status"}',
      'input.expressionAttributeValues': '{":paid": "paid"}',
      resultExpression: '{paidOrders: response.response.Items}',
    },
  },
  remove: { operation: 'deleteItem', values: { ...key, resultExpression: '{deleted: response.response.Attributes}' } },
};

/** `examples/order.bpmn` */
export const order: Example = { process, tasks };

import { type Example, mappings, script } from './example.ts';

const article = { 'input.tableName': '=table', 'input.primaryKeyComponents': '{"id": id}' };

/** `examples/optimistic-lock.bpmn` */
export const optimisticLock: Example = {
  process: {
    id: 'optimistic-lock',
    name: 'Change a price, if nobody else did',
    nodes: [
      { id: 'wanted', type: 'startEvent', at: [180, 140], name: 'Discount wanted' },
      { id: 'again', type: 'exclusiveGateway', at: [290, 140] },
      { id: 'read', type: 'serviceTask', at: [410, 140], name: 'Read article' },
      {
        id: 'price',
        type: 'scriptTask',
        at: [570, 140],
        name: 'Work out its new price',
        extensionElements: script('=article.price * (1 - discount)', 'price'),
      },
      { id: 'write', type: 'serviceTask', at: [730, 140], name: 'Write price if unchanged' },
      { id: 'done', type: 'endEvent', at: [870, 140], name: 'Price changed' },
      {
        id: 'changed',
        type: 'boundaryEvent',
        at: [750, 180],
        name: 'Changed meanwhile',
        catches: { task: 'write', code: 'VERSION_CHANGED' },
        extensionElements: mappings({ outputs: { conflicts: '=get or else(conflicts, 0) + 1' } }),
      },
      { id: 'enough', type: 'exclusiveGateway', at: [750, 290], name: 'Tried enough?' },
      { id: 'gaveUp', type: 'endEvent', at: [870, 290], name: 'Too many conflicts', throws: 'TOO_MANY_CONFLICTS' },
    ],
    flows: [
      ['wanted', 'again'],
      ['again', 'read'],
      ['read', 'price'],
      ['price', 'write'],
      ['write', 'done'],
      ['changed', 'enough', { by: [] }],
      ['enough', 'again', { name: 'no', when: '=conflicts < get or else(maxConflicts, 5)', by: [[290, 290]] }],
      ['enough', 'gaveUp', { name: 'yes' }],
    ],
  },
  tasks: {
    read: {
      operation: 'getItem',
      values: { ...article, 'input.consistentRead': 'true', resultExpression: '{article: response.response.Item}' },
    },
    write: {
      operation: 'updateItem',
      values: {
        ...article,
        'form.changeBy': 'update',
        'form.onlyIf': 'condition',
        'input.update': '{"set": {"price": price, "version": article.version + 1}}',
        'input.condition': '{"version": article.version}',
        'input.returnValues': 'NONE',
        'input.exactlyOnce': 'true',
        errorExpression:
          'if error.type = "ConditionalCheckFailedException" then bpmnError("VERSION_CHANGED", error.message) else null',
      },
    },
  },
};

import { type Example, mappings } from './example.ts';

/** `examples/wait-for-item.bpmn` */
export const waitForItem: Example = {
  process: {
    id: 'wait-for-item',
    name: 'Wait for an item',
    nodes: [
      { id: 'expected', type: 'startEvent', at: [180, 140], name: 'Item expected' },
      { id: 'again', type: 'exclusiveGateway', at: [290, 140] },
      { id: 'look', type: 'serviceTask', at: [410, 140], name: 'Look for the item' },
      { id: 'there', type: 'exclusiveGateway', at: [550, 140], name: 'Is it there?', label: 'above left' },
      { id: 'found', type: 'endEvent', at: [690, 140], name: 'Item found' },
      {
        id: 'wait',
        type: 'intermediateCatchEvent',
        at: [410, 250],
        name: 'Wait a while',
        waits: '=get or else(pause, "PT10S")',
        extensionElements: mappings({ outputs: { looks: '=get or else(looks, 1) + 1' } }),
      },
      { id: 'missing', type: 'endEvent', at: [690, 40], name: 'Not there in time', throws: 'ITEM_NOT_FOUND' },
    ],
    flows: [
      ['expected', 'again'],
      ['again', 'look'],
      ['look', 'there'],
      ['there', 'found', { name: 'yes', when: '=item != null' }],
      [
        'there',
        'wait',
        {
          name: 'not yet',
          when: '=item = null and get or else(looks, 1) < get or else(maxLooks, 30)',
          by: [[550, 250]],
        },
      ],
      ['there', 'missing', { name: 'no', by: [[550, 40]] }],
      ['wait', 'again', { by: [[290, 250]] }],
    ],
  },
  tasks: {
    look: {
      operation: 'getItem',
      values: {
        'input.tableName': '=table',
        'input.primaryKeyComponents': '=key',
        'input.consistentRead': 'true',
        resultExpression: '{item: response.response.Item}',
      },
    },
  },
};

import type { Flow, Node } from '../diagrams.ts';
import type { Example } from './example.ts';

const kinds = ['flight', 'hotel', 'car'] as const;
type Kind = (typeof kinds)[number];
const across: Readonly<Record<Kind, number>> = { flight: 320, hotel: 490, car: 660 };

/** A task that reserves, the events that are attached to it, and the task that releases. */
function reservation(kind: Kind): Node[] {
  const x = across[kind];
  return [
    { id: kind, type: 'serviceTask', at: [x, 260], name: `Reserve ${kind}` },
    {
      id: `${kind}Taken`,
      type: 'boundaryEvent',
      at: [x + 25, 220],
      name: 'Taken',
      label: 'above left',
      catches: { task: kind, code: 'TAKEN' },
    },
    { id: `${kind}Undone`, type: 'boundaryEvent', at: [x - 25, 300], undoes: { task: kind, by: `${kind}Release` } },
    { id: `${kind}Release`, type: 'serviceTask', at: [x, 410], name: `Release ${kind}` },
  ];
}

/** Where what cannot be reserved leads to the one place that undoes. */
const whenTaken: readonly Flow[] = [
  [
    'flightTaken',
    'taken',
    {
      by: [
        [345, 30],
        [780, 30],
      ],
    },
  ],
  ['hotelTaken', 'taken', { by: [[515, 90]] }],
  [
    'carTaken',
    'taken',
    {
      by: [
        [685, 150],
        [780, 150],
      ],
    },
  ],
];

const place = (kind: Kind) => ({ 'input.tableName': '=table', 'input.primaryKeyComponents': `{"id": trip.${kind}}` });

const reserve = (kind: Kind) => ({
  operation: 'updateItem',
  values: {
    ...place(kind),
    'form.changeBy': 'update',
    'form.onlyIf': 'condition',
    'input.update': '{"set": {"reservedFor": trip.id}}',
    'input.condition':
      '{"id": {"exists": true}, "$or": [{"reservedFor": {"exists": false}}, {"reservedFor": trip.id}]}',
    errorExpression: `if error.type = "ConditionalCheckFailedException" then bpmnError("TAKEN", "There is no ${kind}") else null`,
  },
});

const release = (kind: Kind) => ({
  operation: 'updateItem',
  values: {
    ...place(kind),
    'form.changeBy': 'update',
    'form.onlyIf': 'condition',
    'input.update': '{"remove": ["reservedFor"]}',
    'input.condition': '{"reservedFor": trip.id}',
    errorExpression: 'if error.type = "ConditionalCheckFailedException" then ignoreError() else null',
  },
});

/** `examples/saga.bpmn` */
export const saga: Example = {
  process: {
    id: 'saga',
    name: 'Reserve a trip, all of it or nothing',
    nodes: [
      { id: 'wanted', type: 'startEvent', at: [180, 260], name: 'Trip wanted' },
      ...kinds.flatMap(reservation),
      { id: 'reserved', type: 'endEvent', at: [800, 260], name: 'Trip reserved' },
      { id: 'taken', type: 'exclusiveGateway', at: [780, 90] },
      { id: 'undo', type: 'intermediateThrowEvent', at: [880, 90], name: 'Undo reservations', undoesAll: true },
      { id: 'refused', type: 'endEvent', at: [990, 90], name: 'No trip' },
    ],
    flows: [
      ['wanted', 'flight'],
      ['flight', 'hotel'],
      ['hotel', 'car'],
      ['car', 'reserved'],
      ...whenTaken,
      ['taken', 'undo'],
      ['undo', 'refused'],
    ],
  },
  tasks: Object.fromEntries(
    kinds.flatMap((kind) => [
      [kind, reserve(kind)],
      [`${kind}Release`, release(kind)],
    ]),
  ),
};

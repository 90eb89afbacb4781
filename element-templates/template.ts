import { authenticationTypes } from '../src/connection/authentication.ts';
import { configurationFields } from '../src/connection/connection.ts';
import type { Operation, OperationGroup } from '../src/operation/operation.ts';
import type { ElementTemplate, Group, Property, Step } from './element-template.ts';
import {
  operationDropdowns,
  operationFields,
  operationGroupId,
  operationGroups,
  operationId,
} from './operation-properties.ts';
import { outcomeProperties } from './outcome-properties.ts';
import { inputProperty } from './property.ts';

/** The `:1` and the `.v1` are the contract between diagrams and the worker; `version` counts the published forms of it. */
export const jobType = 'aws-dynamodb:1';
const id = 'camunda-dynamodb-worker.aws-dynamodb.v1';
const version = 1;

const groups: readonly Group[] = [
  { id: 'operation', label: 'Operation', openByDefault: true },
  { id: 'input', label: 'Input', openByDefault: true },
  { id: 'connection', label: 'Connection', openByDefault: true },
  { id: 'advanced', label: 'Less often used' },
  { id: 'output', label: 'Output mapping', openByDefault: true },
  { id: 'error', label: 'Error handling' },
  { id: 'retries', label: 'Retries' },
];

/** The element template of a list of operations, the first of them chosen at the start. `icon` is the text of an SVG. */
export function elementTemplate(operations: readonly Operation[], icon: string): ElementTemplate {
  return {
    $schema: 'https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json',
    id,
    version,
    name: 'Amazon DynamoDB',
    description: 'Read and write items and tables of Amazon DynamoDB',
    keywords: ['DynamoDB', 'Amazon', 'AWS', 'NoSQL', 'database', 'table', 'item'],
    category: { id: 'connectors', name: 'Connectors' },
    appliesTo: ['bpmn:Task'],
    elementType: { value: 'bpmn:ServiceTask' },
    engines: { camunda: '^8.6' },
    icon: { contents: `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}` },
    groups,
    properties: [
      constant('type', jobType, { type: 'zeebe:taskDefinition', property: 'type' }),
      constant('elementTemplateId', id, { type: 'zeebe:taskHeader', key: 'elementTemplateId' }),
      constant('elementTemplateVersion', `${version}`, { type: 'zeebe:taskHeader', key: 'elementTemplateVersion' }),
      // Before the fields of the same variable: an input takes the place of those above it.
      constant('configuration', '={}', { type: 'zeebe:input', name: 'configuration' }),
      ...operationDropdowns(operations),
      ...operationFields(operations),
      ...connectionProperties(),
      ...outcomeProperties,
    ],
    presets: operations.map((operation) => ({
      id: operation.id,
      properties: { [operationGroupId]: operation.group, [operationId(operation.group)]: operation.id },
    })),
    steps: steps(operations),
  };
}

function constant(id: string, value: string, binding: Property['binding']): Property {
  return { id, type: 'Hidden', value, binding };
}

function connectionProperties(): Property[] {
  const types = Object.entries(authenticationTypes);
  const place = (variable: string) => ({ id: variable, variable, group: 'connection' });
  return [
    {
      id: 'authentication.type',
      label: 'Authentication',
      group: 'connection',
      type: 'Dropdown',
      choices: types.map(([value, { label }]) => ({ name: label, value })),
      value: types[0]?.[0] ?? '',
      constraints: { notEmpty: true },
      binding: { type: 'zeebe:input', name: 'authentication.type' },
    },
    ...types.flatMap(([type, { fields }]) =>
      Object.entries(fields).map(([name, field]) => {
        const alone = types.filter(([, other]) => name in other.fields).length === 1;
        return inputProperty(field, {
          ...place(`authentication.${name}`),
          id: alone ? `authentication.${name}` : `authentication.${type}.${name}`,
          conditions: [{ property: 'authentication.type', equals: type }],
        });
      }),
    ),
    ...Object.entries(configurationFields).map(([name, field]) =>
      inputProperty(field, { ...place(`configuration.${name}`), conditions: [] }),
    ),
  ];
}

/** The operations in the Modeler's menu, where a search finds them by their own words only. */
function steps(operations: readonly Operation[]): Step[] {
  return (Object.entries(operationGroups) as [OperationGroup, string][]).map(([group, name]) => ({
    name,
    steps: operations
      .filter((operation) => operation.group === group)
      .map(({ id, label, description, keywords }) => ({
        name: label,
        description,
        keywords: [...keywords, 'DynamoDB'],
        presetId: id,
      })),
  }));
}

import { AUTHENTICATION_LABEL, authenticationTypes, KEPT_CREDENTIAL } from '../src/connection/authentication.ts';
import { configurationFields } from '../src/connection/place.ts';
import { byId } from '../src/operation/by-id.ts';
import type { Operation } from '../src/operation/operation.ts';
import type { ElementTemplate, Group, Property, Step } from './element-template.ts';
import {
  groupsOf,
  operationDropdowns,
  operationFields,
  operationGroupId,
  operationId,
} from './operation-properties.ts';
import { outcomeProperties } from './outcome-properties.ts';
import { inputProperty } from './property.ts';

/** What a template is called, and what its tasks ask for. */
export interface TemplateWords {
  /** What diagrams know the template by; it never changes. */
  readonly id: string;
  /** Counts the published forms of the template: the Modeler offers the newest. */
  readonly version: number;
  readonly name: string;
  readonly description: string;
  /** What a modeler may type to find it. */
  readonly keywords: readonly string[];
  /** The text of an SVG. */
  readonly icon: string;
  /** That of the worker, `DYNAMODB_WORKER_JOB_TYPE`. */
  readonly jobType: string;
  /**
   * The oldest Camunda that the template is for: 8.6, or 8.10 with a form in which a credential that is kept in the cluster can be
   * chosen. The default is 8.6. Both can have one id: of the versions that fit a diagram, the Modeler takes the newest.
   */
  readonly camunda?: '8.6' | '8.10';
}

/** Camunda's own template of credentials for AWS, by its id: those made for its connectors can be chosen here, too. */
const AWS_CREDENTIAL = 'io.camunda:aws-credential:1';

const groups: readonly Group[] = [
  { id: 'operation', label: 'Operation', openByDefault: true },
  { id: 'input', label: 'Input', openByDefault: true },
  { id: 'connection', label: 'Connection', openByDefault: true },
  { id: 'advanced', label: 'Less often used' },
  { id: 'output', label: 'Output mapping', openByDefault: true },
  { id: 'error', label: 'Error handling' },
  { id: 'retries', label: 'Retries' },
];

/**
 * The element template of a list of operations, the first of them chosen at the start.
 * @throws Error when the list is empty, or has two operations of one id
 */
export function elementTemplate(operations: readonly Operation[], words: TemplateWords): ElementTemplate {
  byId(operations);
  const { id, version, name, description, keywords, icon, jobType, camunda = '8.6' } = words;
  const keepsCredentials = camunda === '8.10';
  const properties = [
    constant('type', jobType, { type: 'zeebe:taskDefinition', property: 'type' }),
    constant('elementTemplateId', id, { type: 'zeebe:taskHeader', key: 'elementTemplateId' }),
    constant('elementTemplateVersion', `${version}`, { type: 'zeebe:taskHeader', key: 'elementTemplateVersion' }),
    // Before the fields of this variable, because an input takes the place of those above it.
    constant('configuration', '={}', { type: 'zeebe:input', name: 'configuration' }),
    ...operationDropdowns(operations),
    ...operationFields(operations),
    ...connectionProperties(keepsCredentials),
    ...outcomeProperties,
  ];
  return {
    $schema: 'https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json',
    id,
    version,
    name,
    description,
    keywords,
    category: { id: 'connectors', name: 'Connectors' },
    appliesTo: ['bpmn:Task'],
    elementType: { value: 'bpmn:ServiceTask' },
    engines: { camunda: `^${camunda}` },
    icon: { contents: `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}` },
    groups: groups.filter((group) => properties.some((property) => property.group === group.id)),
    properties,
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

/** @param keepsCredentials whether the form has a choice of credentials that are kept in the cluster */
function connectionProperties(keepsCredentials: boolean): Property[] {
  const types = Object.entries(authenticationTypes);
  const kept = keepsCredentials ? [{ name: 'Credential kept in the cluster', value: KEPT_CREDENTIAL }] : [];
  const place = (variable: string) => ({ id: variable, variable, group: 'connection' });
  return [
    {
      id: 'authentication.type',
      label: AUTHENTICATION_LABEL,
      group: 'connection',
      type: 'Dropdown',
      choices: [...types.map(([value, { label }]) => ({ name: label, value })), ...kept],
      value: types[0]?.[0] ?? '',
      constraints: { notEmpty: true },
      binding: { type: 'zeebe:input', name: 'authentication.type' },
    },
    ...keptCredentialProperties(keepsCredentials),
    ...types.flatMap(([type, { fields }]) =>
      Object.entries(fields).map(([name, field]) => {
        const alone = types.filter(([, other]) => name in other.fields).length === 1;
        const property = inputProperty(field, {
          ...place(`authentication.${name}`),
          id: alone ? `authentication.${name}` : `authentication.${type}.${name}`,
          conditions: [{ property: 'authentication.type', equals: type }],
        });
        return keepsCredentials ? withEngineSecret(property) : property;
      }),
    ),
    ...Object.entries(configurationFields).map(([name, field]) =>
      inputProperty(field, { ...place(`configuration.${name}`), conditions: [] }),
    ),
  ];
}

/**
 * The field for a credential that is kept in the cluster, and a constant in its place where none is chosen: no variable of the
 * process may stand in for it. Fields that are bound to the same must not show together.
 */
function keptCredentialProperties(keepsCredentials: boolean): Property[] {
  const binding = { type: 'zeebe:input', name: KEPT_CREDENTIAL } as const;
  const none = constant(`${KEPT_CREDENTIAL}.none`, '=""', binding);
  if (!keepsCredentials) return [none];
  return [
    { ...none, condition: { property: 'authentication.type', oneOf: Object.keys(authenticationTypes) } },
    {
      id: KEPT_CREDENTIAL,
      label: 'Credential',
      tooltip:
        'Keys, or the AWS credentials of the worker, and perhaps a region. The operator of the worker must allow what it has.',
      group: 'connection',
      type: 'Configuration',
      configurationTemplate: AWS_CREDENTIAL,
      constraints: { notEmpty: true },
      binding,
      condition: { property: 'authentication.type', equals: KEPT_CREDENTIAL },
    },
  ];
}

/** Shows how to name a secret of the engine, where the field of a property shows how to name one of the worker. */
function withEngineSecret(property: Property): Property {
  const name = property.placeholder?.match(/^\{\{secrets\.(\w+)\}\}$/)?.[1];
  return name === undefined ? property : { ...property, placeholder: `=camunda.secrets.${name}` };
}

/** Makes the operations' entries in the Modeler's menu. A search finds an entry by its own keywords only. */
function steps(operations: readonly Operation[]): Step[] {
  return groupsOf(operations).map(([group, name]) => ({
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

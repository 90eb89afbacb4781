import type { z } from 'zod';
import { AUTHENTICATION_LABEL, authenticationTypes, KEPT_CREDENTIAL } from '../src/connection/authentication.ts';
import { configurationFields } from '../src/connection/place.ts';
import { shownOf } from '../src/fields/field.ts';
import type { Way } from '../src/fields/way.ts';
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
import { comparison, drawingOf, inputProperty, wayComparison, wayProperty } from './property.ts';

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
  /** Whether a modeler may choose another job type, because there are several workers. */
  readonly choosesJobType?: boolean;
  /** The address of a page about it, which the Modeler links. */
  readonly documentationRef?: string;
  /**
   * The oldest Camunda that the template is for: 8.6, or 8.10 with a form in which a credential that is kept in the cluster can be
   * chosen. The default is 8.6. Both can have one id: of the versions that fit a diagram, the Modeler takes the newest.
   */
  readonly camunda?: '8.6' | '8.10';
}

/** Camunda's own template of credentials for AWS, by its id: those made for its connectors can be chosen here, too. */
const AWS_CREDENTIAL = 'io.camunda:aws-credential:1';

const groups: readonly Group[] = [
  { id: 'jobType', label: 'Job type' },
  { id: 'operation', label: 'Operation', openByDefault: true },
  { id: 'authentication', label: 'Authentication', openByDefault: true },
  { id: 'connection', label: 'Connection', openByDefault: true },
  { id: 'input', label: 'Input', openByDefault: true },
  { id: 'advanced', label: 'Advanced' },
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
  const { id, version, name, description, keywords, icon, documentationRef, camunda = '8.6' } = words;
  const isNew = camunda === '8.10';
  const properties = [
    jobTypeProperty(words),
    constant('elementTemplateId', id, { type: 'zeebe:taskHeader', key: 'elementTemplateId' }),
    constant('elementTemplateVersion', `${version}`, { type: 'zeebe:taskHeader', key: 'elementTemplateVersion' }),
    // Before the fields of this variable, because an input takes the place of those above it.
    constant('configuration', '={}', { type: 'zeebe:input', name: 'configuration' }),
    // The panel has the groups in the order of their first properties: that of Camunda's templates.
    ...operationDropdowns(operations),
    ...connectionProperties(isNew),
    ...operationFields(operations),
    ...outcomeProperties(operations),
    ...(isNew ? [priority] : []),
  ];
  return {
    $schema: 'https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json',
    id,
    version,
    name,
    description,
    ...(documentationRef !== undefined && { documentationRef }),
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

const taskType = { type: 'zeebe:taskDefinition', property: 'type' } as const;

function jobTypeProperty({ jobType, choosesJobType }: TemplateWords): Property {
  if (choosesJobType !== true) return constant('type', jobType, taskType);
  return {
    id: 'type',
    label: 'Job type',
    tooltip: 'Which workers do the task: those whose DYNAMODB_WORKER_JOB_TYPE is this.',
    group: 'jobType',
    type: 'String',
    value: jobType,
    constraints: { notEmpty: true },
    binding: taskType,
  };
}

/** https://docs.camunda.io/docs/components/concepts/job-workers/ */
const priority: Property = {
  id: 'priority',
  label: 'Job priority',
  tooltip: 'Workers get jobs of a higher priority first. Without one it is 0.',
  group: 'retries',
  type: 'Number',
  feel: 'optional',
  value: '=0',
  binding: { type: 'zeebe:jobPriorityDefinition', property: 'priority' },
};

function constant(id: string, value: string, binding: Property['binding']): Property {
  return { id, type: 'Hidden', value, binding };
}

/** @param keepsCredentials whether the form has a choice of credentials that are kept in the cluster */
function connectionProperties(keepsCredentials: boolean): Property[] {
  const types = Object.entries(authenticationTypes);
  const kept = keepsCredentials ? [{ name: 'Credential kept in the cluster', value: KEPT_CREDENTIAL }] : [];
  return [
    {
      id: 'authentication.type',
      label: AUTHENTICATION_LABEL,
      tooltip: 'Who signs the requests to AWS. Keys belong in secrets, never in a diagram.',
      group: 'authentication',
      type: 'Dropdown',
      choices: [...types.map(([value, { label }]) => ({ name: label, value })), ...kept],
      value: types[0]?.[0] ?? '',
      constraints: { notEmpty: true },
      binding: { type: 'zeebe:input', name: 'authentication.type' },
    },
    ...keptCredentialProperties(keepsCredentials),
    ...types.flatMap(([type, { fields }]) =>
      authenticationProperties(type, fields).map((property) =>
        keepsCredentials ? withEngineSecret(property) : property,
      ),
    ),
    ...Object.entries(configurationFields).map(([name, field]) => {
      const id = `configuration.${name}`;
      return inputProperty(field, { id, variable: id, group: 'connection', conditions: [] });
    }),
  ];
}

/** The fields of one type of authentication, and the ways between them. */
function authenticationProperties(type: string, fields: Readonly<Record<string, z.ZodType>>): Property[] {
  const ofType = comparison('authentication.type', [type]);
  const group = 'authentication';
  const ways = new Set<Way>();
  return Object.entries(fields).flatMap(([name, field]) => {
    const alone = Object.values(authenticationTypes).filter((other) => name in other.fields).length === 1;
    const shown = shownOf(drawingOf(name, field).widget).flatMap(({ by, with: choices }) =>
      typeof by === 'string' ? [] : [{ way: by, id: `form.authentication.${by.name}`, choices }],
    );
    const added = shown.filter(({ way }) => !ways.has(way));
    for (const { way } of added) ways.add(way);
    return [
      ...added.map(({ way, id }) => wayProperty(way, id, group, [ofType])),
      inputProperty(field, {
        variable: `authentication.${name}`,
        group,
        id: alone ? `authentication.${name}` : `authentication.${type}.${name}`,
        conditions: [ofType, ...shown.map(({ way, id, choices }) => wayComparison(way, id, choices))],
      }),
    ];
  });
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
      group: 'authentication',
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
        // Not DynamoDB alone, which would be found before an operation that has that word.
        keywords: [...keywords, 'Amazon DynamoDB'],
        presetId: id,
      })),
  }));
}

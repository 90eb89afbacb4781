import { z } from 'zod';
import { TENANT_ID } from '../src/worker/config.ts';
import { SCHEMA } from '../src/worker/config-file.ts';
import type { Setting } from '../src/worker/setting.ts';
import { TENANTS } from '../src/worker/setting.ts';
import { settings } from '../src/worker/settings.ts';

/** A JSON schema. https://json-schema.org/draft-07/json-schema-release-notes */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The keys and settings that a file of settings can have. */
export function settingsInFile(): readonly (readonly [key: string, setting: Setting])[] {
  return Object.entries(settings).filter(([, { isVariableOnly }]) => !isVariableOnly);
}

/**
 * Gives the schema of an object with any of the worker's settings. It refers to nothing outside itself, so it can also be a part of
 * another schema, like that of a chart's values. It is written for draft 7, and its patterns for any engine of regular expressions.
 */
export function settingsSchema(): JsonSchema {
  const all = settingsInFile().map(([key, setting]) => [key, schemaOf(setting)] as const);
  const rules = settingsInFile().filter(([, { isRule }]) => isRule);
  const withoutDefault = ({ default: _, ...schema }: JsonSchema): JsonSchema => schema;
  const ofTenant = {
    type: 'object',
    properties: Object.fromEntries(rules.map(([key, setting]) => [key, withoutDefault(schemaOf(setting))])),
    additionalProperties: false,
  };
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(all),
      [TENANTS]: {
        description: 'The rules for the jobs of one tenant, by its id. They take the place of those for all',
        type: 'object',
        propertyNames: { pattern: `${TENANT_ID.source}|^[a-z0-9]{1,64}$` },
        additionalProperties: ofTenant,
      },
    },
    additionalProperties: false,
  };
}

function schemaOf({ name, meaning, initial, inFile, schema }: Setting): JsonSchema {
  const { $schema: _, ...shape } = z.toJSONSchema(inFile, { target: 'draft-7', io: 'input' });
  const description = `${meaning} (${name})`;
  if (initial === undefined) return { description, ...shape };
  // A duration stays a text.
  return { description, default: shape.type === 'string' ? initial : schema.parse(initial), ...shape };
}

/** Gives the text of docs/settings.schema.json: the schema of a file of settings. */
export function settingsSchemaFile(): string {
  const { properties, ...schema } = settingsSchema();
  const ofFile = { description: 'Where editors find this schema. The worker does not look at it' };
  const whole = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The settings of camunda-dynamodb-worker',
    ...schema,
    properties: { [SCHEMA]: ofFile, ...(properties as JsonSchema) },
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

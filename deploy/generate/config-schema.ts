import { settings } from '../../src/worker/settings.ts';

/** A JSON schema. */
export type Schema = { readonly [member: string]: unknown };

const one = { type: ['string', 'number', 'boolean'] };

/** Gives the JSON schema of the worker's settings file: the names of the settings, and roughly what they may be. */
export function configSchema(): Schema {
  const schemaOf = (description: string) => ({ description, anyOf: [one, { type: 'array', items: one }] });
  const entries = Object.entries(settings);
  const properties = Object.fromEntries(entries.map(([key, { meaning }]) => [key, schemaOf(meaning)]));
  const rules = Object.fromEntries(
    entries.filter(([, { isRule }]) => isRule).map(([key, { meaning }]) => [key, schemaOf(meaning)]),
  );
  const ofTenant = { type: 'object', properties: rules, additionalProperties: false };
  return {
    type: 'object',
    properties: { ...properties, tenants: { type: 'object', additionalProperties: ofTenant } },
    additionalProperties: false,
  };
}

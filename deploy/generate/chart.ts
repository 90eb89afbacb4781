import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { chartValues } from './values.ts';

/** A JSON schema. https://json-schema.org/draft-07/json-schema-release-notes */
type Schema = { readonly [keyword: string]: unknown };

/** A value of the chart, as `values.yaml` has it. */
interface Value {
  /** Like `gateway.tls.mutual`. */
  readonly path: string;
  readonly initial: unknown;
  /** The comment above it. */
  readonly meaning: string;
}

/** A part of a JSON schema with named members. */
interface Members {
  readonly properties?: Readonly<Record<string, Schema & Members>>;
  readonly additionalProperties?: unknown;
}

/**
 * Gives the JSON schema of the chart's values, with the comments of `values.yaml` in it.
 * @param settings the schema of the worker's settings, which are the value `config`
 */
export function valuesSchema(valuesYaml: string, settings: Schema): string {
  const schema = schemaWith(settings);
  const meanings = new Map(valuesOf(valuesYaml).map(({ path, meaning }) => [path, meaning]));
  const described = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart camunda-dynamodb-worker',
    ...describe(schema, '', meanings),
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

/** Gives the README of the chart: a table of all values. */
export function chartReadme(valuesYaml: string): string {
  const rows = valuesOf(valuesYaml).map(
    ({ path, initial, meaning }) => `| \`${path}\` | ${shown(initial)} | ${meaning}. |`,
  );
  return `# The chart camunda-dynamodb-worker

<!-- Made from values.yaml by \`npm run generate\`. -->

Runs the worker \`camunda-dynamodb-worker\` for Amazon DynamoDB in Kubernetes 1.27 or newer.

\`\`\`sh
helm install worker deploy/helm/camunda-dynamodb-worker --namespace camunda --values my-values.yaml
\`\`\`

The page docs/kubernetes.md shows what to fill in for Camunda beside it, for SaaS and for EKS.

## Values

| Value | Without it | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function shown(initial: unknown): string {
  const text = JSON.stringify(initial);
  if (text === '""') return '';
  return text.length > 60 ? 'see values.yaml' : `\`${text.replaceAll('|', '\\|')}\``;
}

function schemaWith(settings: Schema): Schema & Members {
  const { $schema, ...schema } = z.toJSONSchema(chartValues, { target: 'draft-7', io: 'input' }) as Schema & Members;
  const { extraEnv, ...rest } = schema.properties ?? {};
  return {
    ...schema,
    properties: { ...rest, config: settings as Schema & Members, ...(extraEnv && { extraEnv }) },
  };
}

function describe(schema: Schema & Members, path: string, meanings: ReadonlyMap<string, string>): Schema {
  const description = meanings.get(path);
  const said = description === undefined ? {} : { description };
  if (schema.properties === undefined || path === 'config') return { ...said, ...schema };
  const properties = Object.entries(schema.properties).map(([name, member]) => [
    name,
    describe(member, path === '' ? name : `${path}.${name}`, meanings),
  ]);
  return { ...said, ...schema, properties: Object.fromEntries(properties) };
}

/**
 * Reads `values.yaml`. A map with a comment above it is one value; that of another is each of its members.
 * @throws Error that names the values without a comment
 */
function valuesOf(valuesYaml: string): Value[] {
  const values = valuesIn(parseDocument(valuesYaml).contents as YAMLMap, '');
  const without = values.filter(({ meaning }) => meaning === '').map(({ path }) => path);
  if (without.length > 0) throw new Error(`values.yaml: expected a comment above ${without.join(', ')}`);
  return values;
}

function valuesIn(map: YAMLMap, parent: string): Value[] {
  return (map.items as Pair[]).flatMap(({ key, value }, index) => {
    const name = isScalar(key) ? String(key.value) : '';
    const path = parent === '' ? name : `${parent}.${name}`;
    // The first comment of a map belongs to the map itself.
    const above =
      (isScalar(key) ? key.commentBefore : '') || (index === 0 && parent !== '' ? map.commentBefore : '') || '';
    const meaning = above.trim().replaceAll(/\n ?/g, ' ');
    if (meaning === '' && isMap(value) && value.items.length > 0) return valuesIn(value, path);
    return [{ path, initial: (value as { toJSON(): unknown }).toJSON(), meaning }];
  });
}

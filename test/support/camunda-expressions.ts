import type { Json, JsonObject } from '../../src/json/json.ts';
import type { Random } from '../feel/fuzz/random.ts';
import type { CamundaOperation } from './camunda-diagrams.ts';
import { awsTable, tablePaths } from './camunda-results.ts';

/** A result of the worker for an operation, with and without what may be missing. */
export function resultFor(operation: CamundaOperation, random: Random): JsonObject {
  const item = () => {
    const names = ['id', 'total', 'status', 'address', 'response', 'a-b'].filter(() => random.chance(0.6));
    const values: Json[] = ['x', 5, null, false, { city: 'Bonn' }, [1, 2], 'open'];
    return Object.fromEntries(names.map((name) => [name, random.pick(values)]));
  };
  const ResponseMetadata = { RequestId: random.chance(0.9) ? 'ABC' : null, HTTPStatusCode: 200, Attempts: 1 };
  const table = () => awsTable(() => random.chance(0.7));
  const response: Readonly<Record<CamundaOperation, () => JsonObject>> = {
    addItem: () => ({ Item: item(), Attributes: null }),
    deleteItem: () => ({ Attributes: random.chance(0.5) ? item() : null }),
    updateItem: () => ({ Attributes: item() }),
    getItem: () => ({ Item: random.chance(0.8) ? { id: 'o', ...item() } : null }),
    createTable: () => ({ TableDescription: table() }),
    deleteTable: () => ({ TableDescription: table() }),
    describeTable: () => ({ Table: table() }),
    scanTable: () => ({ Items: Array.from({ length: random.below(4) }, item), Count: 0 }),
  };
  const action = operation === 'deleteTable' ? 'delete Table [orders]' : operation;
  return { action, status: 'OK', response: { ...response[operation](), ResponseMetadata } };
}

/** A path that somebody may read of a result of Camunda's connector. */
export function pathIn(operation: CamundaOperation, random: Random): string {
  const name = () => random.pick(['id', 'total', 'status', 'address.city', '`a-b`', 'none']);
  const behind = (list: string) =>
    random.pick([
      list,
      `${list}.${name()}`,
      `${list}[1]`,
      `${list}[item.${name()} != null]`,
      `${list}[status = "open"].${name()}`,
      `${list}[${name()} != null][1].${name()}`,
      `${list}[-1].${name()}`,
      `(${list})[item.id = "x"]`,
    ]);
  const attribute = name();
  switch (operation) {
    case 'getItem':
      return random.pick([
        `response[item.${attribute} != null][1].${attribute}`,
        `response[${attribute} != null].${attribute}[1]`,
        `response.${attribute}[item != null][1]`,
        `response[item.${attribute} != null]`,
        `response.${attribute}`,
        `response[response != null]`,
        'response',
        'status',
        '(response).id',
      ]);
    case 'scanTable':
      return random.pick([behind('response.response'), 'action', 'response.action', 'response', 'response.none.x']);
    case 'deleteTable':
      return random.pick(['action', 'response.status', 'response.response', 'response.response.x', 'response']);
    case 'createTable':
    case 'describeTable': {
      const path = random.pick(tablePaths());
      const text = path.reduce(
        (made, part) => (part === '1' ? `${made}[1]` : made === '' ? part : `${made}.${part}`),
        '',
      );
      const whole = random.pick(['', 'response.']) + text;
      return random.pick([
        whole,
        whole,
        `${whole}.none`,
        'keySchema[keyType = "a keyType"].attributeName',
        'globalSecondaryIndexes.indexName',
        `[1, 2][item = ${whole}]`,
        'status',
        'response',
      ]);
    }
    default: {
      const envelope = { addItem: 'putItemResult', deleteItem: 'deleteItemResult', updateItem: 'updateItemResult' };
      const result = random.pick(['', 'response.']) + envelope[operation];
      return random.pick([
        `${result}.sdkResponseMetadata.requestId`,
        `${result}.sdkResponseMetadata`,
        `${result}.sdkHttpMetadata.httpStatusCode`,
        `${result}.attributes.total`,
        'response.item',
        'item',
        'status',
        'response.response.Attributes.total',
      ]);
    }
  }
}

/** An expression over paths of the result. */
export function expressionOver(path: () => string, random: Random, depth = 3): string {
  const inner = () => expressionOver(path, random, depth - 1);
  if (depth === 0 || random.chance(0.25)) return path();
  return `(${random.pick([
    () => `{a: ${inner()}, b: ${inner()}}`,
    () => `{response: ${inner()}, b: response}`,
    () => `if ${inner()} = null then ${inner()} else ${inner()}`,
    () => `[${inner()}, ${inner()}]`,
    () => `count(${inner()})`,
    () => `${inner()} != null`,
    () => `for each in ${path()} return [each, ${inner()}]`,
    () => `some x in ${path()} satisfies x = ${inner()}`,
    () => `for response in [1, 2] return response`,
    () => `[1, 2, 3][item > 1 and ${inner()} != null]`,
    () => `get value({a: ${inner()}}, "a")`,
    () => `(${inner()})`,
    () => `is defined(${inner()})`,
    () => `{f: function(x) [x, ${inner()}], v: f(1)}.v`,
    () => `${inner()} /* response */`,
    () => `-${path()}`,
    () => `not(${inner()})`,
  ])()})`;
}

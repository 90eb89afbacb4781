import fc from 'fast-check';
import type { Job } from '../../src/job/run-job.ts';
import { variablesFor } from './jobs.ts';
import { anyCharacter } from './texts.ts';

/** Stands for a place in a job into which any text is put, JSON or not. */
const HOLE = '@@hole@@';

const key = { primaryKeyComponents: { id: 'a' } };
const expressions = {
  expressionAttributeNames: { '#n': 'n' },
  expressionAttributeValues: { ':n': 1 },
};
const inputs: readonly object[] = [
  { itemOperation: 'getItem', tableName: 'orders', ...key, projectionExpression: 'id', consistentRead: true },
  { itemOperation: 'addItem', tableName: 'orders', item: { id: 'a', list: [1, { a: { $ss: ['x'] } }], n: 1.5 } },
  {
    itemOperation: 'addItem',
    tableName: 'orders',
    inputFormat: 'dynamodb-json',
    item: { id: { S: 'a' }, m: { M: {} } },
  },
  { itemOperation: 'updateItem', tableName: 'orders', ...key, keyAttributes: { n: 1 }, attributeAction: 'put' },
  { itemOperation: 'updateItem', tableName: 'orders', ...key, updateExpression: 'SET #n = :n', ...expressions },
  { itemOperation: 'deleteItem', tableName: 'orders', ...key, conditionExpression: '#n = :n', ...expressions },
  {
    tableOperation: 'scanTable',
    tableName: 'orders',
    filterExpression: '#n > :n',
    ...expressions,
    outputFormat: 'json-typed',
  },
  { tableOperation: 'describeTable', tableName: 'orders' },
  { tableOperation: 'deleteTable', tableName: 'none-such', ifExists: true, wait: false },
  { tableOperation: 'createTable', tableName: 'orders', partitionKey: 'id', partitionKeyType: 'S', ifNotExists: true },
];

const headers = {
  resultVariable: 'result',
  resultExpression: '={id: response.response.Item.id}',
  errorExpression: '=if error.code = "X" then bpmnError("X") else null',
  retryBackoff: 'PT1S',
  jobTimeout: 'PT10S',
};

const nested = (open: string, close: string) =>
  fc.constantFrom(5, 31, 33, 900, 20_000).map((levels) => `${open.repeat(levels)}1${close.repeat(levels)}`);

const numbers = fc.oneof(
  fc.constantFrom(
    '-0',
    '1e400',
    '-1e400',
    '1e-400',
    '1E+125',
    '1E126',
    '1e99999999999',
    '9223372036854775808',
    '0.1e1',
  ),
  fc.stringMatching(/^-?[1-9]\d{15,60}(\.\d{1,60})?([eE][+-]?\d{1,4})?$/),
  fc.constant('1'.repeat(50_000)),
);

const texts = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({ unit: 'grapheme-composite' }),
  fc.constantFrom(
    ...[
      '',
      ' ',
      '\u0000',
      '\ud800',
      '{{secrets.X}}',
      '{{secrets.KNOWN}}',
      '{{'.repeat(10_000),
      '__proto__',
      'constructor',
    ],
    ...['{"$n":1}', '[[[[', '#n', ':n', '=', '=1', 'PT', 'true', 'ÿ'.repeat(50_000), 'AAAA'.repeat(50_000)],
  ),
);

const names = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON', 'length'),
  fc.constantFrom('$n', '$b', '$ss', '$ns', '$bs', '$m', 'S', 'N', 'M', 'L', 'NULL'),
  fc.constantFrom('tableName', 'item', 'type', 'endpoint', 'a'.repeat(70_000), 'a.b', '\ud800', '\u0000', ''),
  fc.string({ unit: anyCharacter }),
);

/** JSON of a kind that nobody expects where it is put. */
const values: fc.Arbitrary<string> = fc.oneof(
  fc.json(),
  numbers,
  texts.map((text) => JSON.stringify(text)),
  nested('[', ']'),
  nested('{"a":', '}'),
  nested('{"M":{"a":', '}}'),
  nested('{"$m":{"a":', '}}'),
  fc.tuple(names, fc.json()).map(([name, value]) => `{${JSON.stringify(name)}:${value}}`),
  fc
    .tuple(fc.constantFrom('$n', '$ns', '$b', '$ss', '$bs', 'N', 'NS', 'B'), numbers)
    .map(([name, number]) => `{"${name}":"${number}"}`),
  fc.constantFrom('{"$ns":["1e-999999999","1e999999999"]}', '{"NS":["1","1.0"]}', '{"$ss":[]}', '{"S":null}', 'null'),
);

/** A text in place of a whole JSON text. */
const broken = fc.oneof(
  fc.constantFrom('', 'null', '[]', '"text"', '5', '{', '{"input":', '\ufeff{}', '{"a":1,}', 'undefined', '{}'),
  fc.string({ unit: anyCharacter }),
  values,
);

/** Jobs that are hostile in one way each. */
export function hostileJobs(endpoint: string): fc.Arbitrary<Job> {
  const variables = fc.constantFrom(...inputs).map((input) => variablesFor(endpoint, input));
  const usual = variables.map((value) => JSON.stringify(value));
  const customHeaders = fc.constant(JSON.stringify(headers));
  const retries = fc.integer({ min: -1, max: 3 });
  const job = (parts: { variables?: fc.Arbitrary<string>; customHeaders?: fc.Arbitrary<string> }) =>
    fc.record({ key: fc.constant('1'), retries, variables: usual, customHeaders, ...parts });
  const cut = usual.chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)));

  return fc.oneof(
    { weight: 8, arbitrary: job({ variables: variables.chain((value) => damaged(value)) }) },
    { weight: 3, arbitrary: job({ customHeaders: damaged(headers) }) },
    { weight: 1, arbitrary: job({ variables: fc.oneof(broken, cut) }) },
    { weight: 1, arbitrary: job({ customHeaders: broken }) },
  );
}

/** A JSON value with something else in one of its places: in place of a value, or beside it. */
function damaged(value: object): fc.Arbitrary<string> {
  const places = placesIn(value);
  return fc
    .tuple(fc.constantFrom(...places), fc.oneof(fc.constant(undefined), names), values)
    .map(([path, name, text]) => JSON.stringify(withHole(value, path, name)).replace(`"${HOLE}"`, () => text));
}

function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([name, member]) => placesIn(member).map((path) => [name, ...path]))];
}

function withHole(value: unknown, [first, ...rest]: readonly string[], name: string | undefined): unknown {
  if (first !== undefined) {
    const copy = structuredClone(value) as Record<string, unknown>;
    copy[first] = withHole(copy[first], rest, name);
    return copy;
  }
  if (name === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return HOLE;
  return Object.fromEntries([...Object.entries(value), [name, HOLE]]);
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import {
  type CannedAnswer,
  type CannedDynamodb,
  type CannedRequest,
  startCannedDynamodb,
} from '../support/canned-dynamodb.ts';
import { inputsOnTable } from '../support/inputs-on-table.ts';
import { errorOf, runInput } from '../support/jobs.ts';
import { everyNth } from '../support/long-form.ts';

const id = { id: { S: 'a' } };
const item = { ...id, n: { N: '1' }, list: { L: [{ S: 'x' }, { M: { b: { B: 'AQ==' } } }] }, set: { SS: ['x'] } };
const capacity = { TableName: 't', CapacityUnits: 1, Table: { CapacityUnits: 1 } };
const metrics = { ItemCollectionKey: id, SizeEstimateRangeGB: [0, 1] };
const table = {
  TableName: 't',
  TableStatus: 'ACTIVE',
  CreationDateTime: 1_700_000_000,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [{ IndexName: 'by-status', IndexStatus: 'ACTIVE', KeySchema: [] }],
  Replicas: [{ RegionName: 'eu-west-1', ReplicaStatus: 'ACTIVE' }],
};
const page = { Items: [item], Count: 1, ScannedCount: 1, ConsumedCapacity: capacity };

/** What DynamoDB may answer to each call, with all that our operations read. */
const answers: Readonly<Record<string, object>> = {
  GetItem: { Item: item, ConsumedCapacity: capacity },
  PutItem: { Attributes: item, ConsumedCapacity: capacity, ItemCollectionMetrics: metrics },
  UpdateItem: { Attributes: item, ConsumedCapacity: capacity, ItemCollectionMetrics: metrics },
  DeleteItem: { Attributes: item, ConsumedCapacity: capacity, ItemCollectionMetrics: metrics },
  Query: { ...page, LastEvaluatedKey: id },
  Scan: { ...page, LastEvaluatedKey: id },
  ExecuteStatement: { Items: [item], NextToken: 'next', LastEvaluatedKey: id, ConsumedCapacity: capacity },
  BatchGetItem: { Responses: { t: [item] }, UnprocessedKeys: { t: { Keys: [id] } }, ConsumedCapacity: [capacity] },
  BatchWriteItem: {
    UnprocessedItems: { t: [{ PutRequest: { Item: item } }] },
    ItemCollectionMetrics: { t: [metrics] },
    ConsumedCapacity: [capacity],
  },
  TransactGetItems: { Responses: [{ Item: item }], ConsumedCapacity: [capacity] },
  TransactWriteItems: { ConsumedCapacity: [capacity], ItemCollectionMetrics: { t: [metrics] } },
  ListTables: { TableNames: ['t'], LastEvaluatedTableName: 't' },
  DescribeTable: { Table: table },
  CreateTable: { TableDescription: table },
  UpdateTable: { TableDescription: table },
  DeleteTable: { TableDescription: table },
  UpdateTimeToLive: { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
  DescribeTimeToLive: { TimeToLiveDescription: { AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' } },
};
const error = {
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  message: 'No.',
  Item: item,
  CancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: 'm', Item: item }, { Code: 'None' }],
  ThrottlingReasons: [{ reason: 'r', resource: 'r' }],
};
const types = ['ConditionalCheckFailedException', 'ThrottlingException', 'ValidationException', 'NewException'];

/** Values of every kind, none of them what stands anywhere in an answer. */
const values: readonly unknown[] = [
  ...[null, true, 5, -1, 1.5, '', 'text', [], {}, [null], [5], ['x'], [{}], [[]], { a: null }, { a: 5 }, { a: [] }],
  ...[
    { S: null },
    { S: 5 },
    { N: 5 },
    { N: 'x' },
    { N: 'Infinity' },
    { BOOL: 'x' },
    { NULL: null },
    { B: 5 },
    { BS: 'x' },
  ],
  ...[{ SS: 'x' }, { SS: [5] }, { NS: [null] }, { M: null }, { M: [] }, { M: { a: null } }, { L: {} }, { L: [null] }],
  ...[{ X: 'x' }, { S: 'a', X: [[]] }, JSON.parse('{"__proto__":{"S":5}}')],
];

/** All of them take minutes. The number of values is no multiple of either: a larger answer is damaged in each of its places. */
const ONE_OF = 35;
const ONE_OF_FEW = 11;
const FEW = 200;

/** An answer with one of the values in one of its places, as JSON. */
function damaged(answer: object): string[] {
  const all = placesIn(answer).flatMap((path) => values.map((value) => [path, value] as const));
  return everyNth(all, all.length < FEW ? ONE_OF_FEW : ONE_OF).map(([path, value]) =>
    JSON.stringify(withValue(answer, path, value)),
  );
}

function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([name, member]) => placesIn(member).map((path) => [name, ...path]))];
}

function withValue(target: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const copy = structuredClone(target) as Record<string, unknown>;
  copy[first] = withValue(copy[first], rest, value);
  return copy;
}

let server: CannedDynamodb;
let answerTo: (request: CannedRequest) => CannedAnswer;
// A server for each test: a request that comes late would be taken for one of the next test.
beforeEach(async () => {
  server = await startCannedDynamodb((request) => answerTo(request), { describe: 'as others' });
});
afterEach(() => server.stop());

const AT_ONCE = 64;
/** How many right answers it takes to see which commands an operation sends. */
const ENOUGH = 5;
/** What is said once all answers were given: a job whose pages have no end would ask on. */
const refusal: CannedAnswer = { type: 'AccessDeniedException' };
const formats = ['json', 'json-typed', 'dynamodb-json'];
const tableOperations = new Set(operations.filter(({ group }) => group === 'tableOperation').map(({ id }) => id));

/** Runs an input with one answer after the other, and gives the messages of all that failed. */
async function messagesAfter(operation: string, input: object, given: readonly (() => CannedAnswer)[]) {
  const messages: string[] = [];
  const selector = tableOperations.has(operation) ? 'tableOperation' : 'itemOperation';
  for (let at = 0; at < given.length; at += AT_ONCE) {
    const now = given.slice(at, at + AT_ONCE);
    let next = 0;
    answerTo = () => now[next++]?.() ?? refusal;
    const outcomes = await Promise.all(
      now.map((_, index) =>
        runInput(
          server.endpoint,
          { [selector]: operation, ...input, outputFormat: formats[index % formats.length] },
          { headers: { resultVariable: 'r' } },
        ),
      ),
    );
    expect(next).toBeGreaterThanOrEqual(now.length);
    for (const outcome of outcomes) {
      if (outcome.kind !== 'completed') messages.push(outcome.message, JSON.stringify(errorOf(outcome)));
    }
  }
  return messages;
}

const UNFIT = /Unexpected|worker itself is at fault|@smithy|@aws-sdk|undefined|\[object|is not iterable|of null/;
const cases = Object.entries(inputsOnTable('t')).map(([operation, [input = {}]]) => [operation, input] as const);
const ASKED_FOR_REFUSALS = new Set(['addItem', 'transactWriteItems', 'createTable', 'discoverTables']);

describe.each(cases)('%s %j', (operation, input) => {
  test('has words for every answer of another shape', async () => {
    const commands = new Set<string>();
    let asked = 0;
    answerTo = (request) => {
      commands.add(request.operation);
      return asked++ < ENOUGH ? { body: answers[request.operation] ?? {} } : refusal;
    };
    const selector = tableOperations.has(operation) ? 'tableOperation' : 'itemOperation';
    await runInput(server.endpoint, { [selector]: operation, ...input });
    const bodies = [...commands].flatMap((command) => damaged(answers[command] ?? {}));
    expect(bodies.length).toBeGreaterThan(10);
    const messages = await messagesAfter(
      operation,
      input,
      bodies.map((body) => () => ({ body })),
    );
    expect(messages.filter((message) => UNFIT.test(message))).toEqual([]);
  });

  if (ASKED_FOR_REFUSALS.has(operation)) {
    test('has words for every refusal of another shape', async () => {
      const bodies = [...damaged(error), ...types.map((__type) => JSON.stringify({ ...error, __type }))];
      const messages = await messagesAfter(
        operation,
        input,
        bodies.map((body) => () => ({ status: 400, body })),
      );
      expect(messages.length).toBeGreaterThan(bodies.length);
      expect(messages.filter((message) => UNFIT.test(message))).toEqual([]);
    });
  }
});

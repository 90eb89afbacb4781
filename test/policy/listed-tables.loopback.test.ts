import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../src/json/json.ts';
import { policyOf } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';
import { type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { anything, jobSettings, resultsOf } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

/** A database with these tables, which it lists in their order; it describes any, and fails where it is told to. */
async function database(tables: readonly string[], failsAfter = Number.POSITIVE_INFINITY) {
  let lists = 0;
  const describe = (TableName: unknown) => ({ Table: { TableName, TableStatus: 'ACTIVE', KeySchema: [] } });
  const server = await startCannedDynamodb(
    ({ operation, body }: CannedRequest) => {
      if (operation === 'DescribeTable') return { body: describe(body.TableName) };
      if (operation !== 'ListTables') return { body: { Items: [] } };
      if (++lists > failsAfter) return { type: 'AccessDeniedException' };
      const from =
        body.ExclusiveStartTableName === undefined ? 0 : tables.indexOf(String(body.ExclusiveStartTableName)) + 1;
      const TableNames = tables.slice(from, from + Number(body.Limit ?? 100));
      const isLast = from + TableNames.length >= tables.length;
      return { body: { TableNames, ...(!isLast && { LastEvaluatedTableName: TableNames.at(-1) }) } };
    },
    { describe: 'as others' },
  );
  onTestFinished(() => server.stop());
  return server;
}

/** Asks a database under the rule that only tables `orders-*` are allowed. */
function asking(endpoint: string) {
  const variables = { DYNAMODB_WORKER_ALLOW_TABLES: 'orders-*' };
  const policy = policyOf(readConfig(variables), { secret: () => undefined, tokenFile: undefined });
  const settings = jobSettings({ policy: { ...policy, allowsEndpoint: anything.allowsEndpoint } });
  return resultsOf(endpoint, { settings });
}

const list = { tableOperation: 'listTables' };

test('tables that are not allowed are not listed, and no page ends with one', async () => {
  const { endpoint } = await database(['a-vault', 'orders-1', 'orders-2', 'q-vault', 'orders-3', 'z-vault']);
  const ask = asking(endpoint);
  const pages: JsonObject[] = [];
  let start: unknown = '';
  do {
    const { response } = await ask({ ...list, limit: 1, exclusiveStartTableName: start as string });
    pages.push(response);
    start = response.LastEvaluatedTableName;
  } while (start !== null);
  expect(pages.map(({ TableNames, LastEvaluatedTableName }) => [TableNames, LastEvaluatedTableName])).toEqual([
    [['orders-1'], 'orders-1'],
    [['orders-2'], 'orders-2'],
    [['orders-3'], null],
  ]);
  const { response } = await ask(list);
  expect(response).toMatchObject({ TableNames: ['orders-1', 'orders-2', 'orders-3'], LastEvaluatedTableName: null });
});

test('whatever tables there are, one who goes on from page to page sees those that are allowed, and nothing else', async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^(?:orders-|vault-)[a-z]{1,6}$/), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(names, fc.integer({ min: 1, max: 4 }), async (tables, limit) => {
      const server = await database(tables);
      const ask = asking(server.endpoint);
      const seen: string[] = [];
      let start: string | null = '';
      for (let pages = 0; start !== null; pages++) {
        expect(pages).toBeLessThan(20);
        const { response } = await ask({ ...list, limit, exclusiveStartTableName: start });
        expect(JSON.stringify(response)).not.toContain('vault');
        expect(response.TableNames.length).toBeLessThanOrEqual(limit);
        seen.push(...response.TableNames);
        start = response.LastEvaluatedTableName;
        if (start !== null) expect(start).toBe(response.TableNames.at(-1));
      }
      expect(seen).toEqual(tables.filter((table) => table.startsWith('orders-')));
    }),
    { numRuns: inLongForm(60, 20) },
  );
});

test('how far a list came is told by a table that is allowed too', async () => {
  const tables = Array.from({ length: 250 }, (_, index) => `${index % 2 === 0 ? 'orders' : 'vault'}-${1_000 + index}`);
  const { endpoint } = await database(tables, 2);
  const error = await asking(endpoint)({ ...list, limit: 10, paging: 'all' }).catch((thrown: JsonObject) => thrown);
  expect(error.position).toEqual({ LastEvaluatedTableName: 'orders-1178' });
  expect(JSON.stringify(error)).not.toContain('vault');
});

test('tables that are not allowed are not discovered, and not even described', async () => {
  const server = await database(['a-vault', 'orders-1', 'orders-vault', 'z-vault']);
  for (const [tableNames, found] of [
    ['', ['orders-1', 'orders-vault']],
    ['*', ['orders-1', 'orders-vault']],
    ['*vault', ['orders-vault']],
    ['a-*, orders-1', ['orders-1']],
    ['a-*', []],
  ] as const) {
    server.clear();
    const { response } = await asking(server.endpoint)({ tableOperation: 'discoverTables', tableNames });
    expect(response.Tables.map(({ TableName }: JsonObject) => TableName)).toEqual(found);
    const asked = server.requests
      .filter(({ operation }) => operation !== 'ListTables')
      .map(({ body }) => body.TableName);
    expect(new Set(asked)).toEqual(new Set(found));
  }
});

import { byTable } from '../batches/by-table.ts';
import { formatPath } from '../failure/faults.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { checkItem } from '../preflight/check-item.ts';
import { checkKey } from '../preflight/check-key.ts';
import { itemSize } from '../preflight/item-size.ts';
import { preflight } from '../preflight/preflight.ts';
import { refuse } from '../preflight/refusal.ts';
import { type Action, MAX_ACTIONS } from './actions.ts';

type AnyAction = Action<unknown>;

/** AWS's limit for all items of a transaction together, 4 MB. */
const MAX_BYTES = 4 * 1024 * 1024;

const PATH = ['input', 'transactItems'];

/**
 * Compares a transaction with AWS's limits and with the keys of its tables before AWS is asked.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-dynamodb-transactions
 * @param count how many actions the task gives. It may be more than those in `actions`
 * @throws Failure (execution) that says what AWS would refuse
 */
export async function checkActions(dynamodb: DynamoDb, actions: readonly AnyAction[], count: number): Promise<void> {
  checkNumber(count);
  for (const [tableName, ofTable] of byTable(actions)) {
    await preflight(dynamodb, tableName, (schema) => checkTable(ofTable, schema));
  }
  const size = actions.reduce((sum, { attributes }) => sum + itemSize(attributes), 0);
  if (size > MAX_BYTES) {
    refuse([
      {
        path: PATH,
        said: `Transaction payload size cannot exceed 4MB. Payload Size: ${size} bytes, at most ${MAX_BYTES}`,
      },
    ]);
  }
}

function checkNumber(count: number): void {
  if (count >= 1 && count <= MAX_ACTIONS) return;
  const limit = count < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ACTIONS}`;
  const said = `Value at 'transactItems' failed to satisfy constraint: Member must have length ${limit}: it has ${count}`;
  refuse([{ path: PATH, said }]);
}

function checkTable(actions: readonly AnyAction[], schema: KeySchema): void {
  for (const { kind, attributes, tableName, path } of actions) {
    if (kind === 'Put') checkItem(attributes, schema, { tableName, path });
    else checkKey(attributes, schema.keys, { tableName, path });
  }
  checkOncePerItem(actions, schema);
}

function checkOncePerItem(actions: readonly AnyAction[], { keys }: KeySchema): void {
  if (keys.length === 0) return;
  const names = keys.map(({ name }) => name);
  const seen = new Map<string, readonly PropertyKey[]>();
  const problems = actions.flatMap(({ attributes, path }) => {
    const identity = keyIdentity(attributes, names);
    const first = seen.get(identity);
    if (first === undefined) {
      seen.set(identity, path);
      return [];
    }
    const said = `Transaction request cannot include multiple operations on one item: it is that of ${formatPath(first)}`;
    return [{ path, said }];
  });
  refuse(problems);
}

import { byTable } from '../batches/by-table.ts';
import { formatPath } from '../failure/faults.ts';
import { type Refusal, refuse } from '../failure/refusal.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { itemRefusals } from '../preflight/item-refusals.ts';
import { itemSize } from '../preflight/item-size.ts';
import { keyRefusals } from '../preflight/key-refusals.ts';
import { preflight } from '../preflight/preflight.ts';
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
export async function refuseInvalidActions(
  dynamodb: DynamoDb,
  actions: readonly AnyAction[],
  count: number,
): Promise<void> {
  refuse(countRefusals(count));
  for (const [tableName, ofTable] of byTable(actions)) {
    await preflight(dynamodb, tableName, (schema) => tableRefusals(ofTable, schema));
  }
  refuse(sizeRefusals(actions));
}

function countRefusals(count: number): Refusal[] {
  if (count >= 1 && count <= MAX_ACTIONS) return [];
  const limit = count < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ACTIONS}`;
  const said = `Value at 'transactItems' failed to satisfy constraint: Member must have length ${limit}: it has ${count}`;
  return [{ path: PATH, said }];
}

/** Those of the first action that has any. */
function tableRefusals(actions: readonly AnyAction[], schema: KeySchema): Refusal[] {
  for (const { kind, attributes, tableName, path } of actions) {
    const place = { tableName, path };
    const refusals =
      kind === 'Put' ? itemRefusals(attributes, schema, place) : keyRefusals(attributes, schema.keys, place);
    if (refusals.length > 0) return refusals;
  }
  return repeatedItemRefusals(actions, schema);
}

function repeatedItemRefusals(actions: readonly AnyAction[], { keys }: KeySchema): Refusal[] {
  if (keys.length === 0) return [];
  const names = keys.map(({ name }) => name);
  const seen = new Map<string, readonly PropertyKey[]>();
  return actions.flatMap(({ attributes, path }) => {
    const identity = keyIdentity(attributes, names);
    const first = seen.get(identity);
    if (first === undefined) {
      seen.set(identity, path);
      return [];
    }
    const said = `Transaction request cannot include multiple operations on one item: it is that of ${formatPath(first)}`;
    return [{ path, said }];
  });
}

function sizeRefusals(actions: readonly AnyAction[]): Refusal[] {
  const size = actions.reduce((sum, { attributes }) => sum + itemSize(attributes), 0);
  if (size <= MAX_BYTES) return [];
  const said = `Transaction payload size cannot exceed 4MB. Payload Size: ${size} bytes, at most ${MAX_BYTES}`;
  return [{ path: PATH, said }];
}

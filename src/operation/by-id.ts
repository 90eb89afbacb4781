import type { Operation } from './operation.ts';

/**
 * Operations by their ids, in their order.
 * @throws Error when there are none, or two of them have one id
 */
export function byId(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  if (operations.length === 0) throw new Error('operations: expected at least one operation, got an empty list');
  const found = new Map(operations.map((operation) => [operation.id, operation]));
  const ids = operations.map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (twice.length > 0)
    throw new Error(`operations: expected operations with an id each, got more than one ${twice.join(', ')}`);
  return found;
}

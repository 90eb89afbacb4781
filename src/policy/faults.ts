import { Failure } from '../failure/failure.ts';
import { describeValue, type Fault } from '../failure/faults.ts';
import type { Named, PreparedCall, Touched } from '../operation/operation.ts';
import type { Policy } from './policy.ts';

/** Says what the operator allows, and which setting decides it. */
function allowedBy(setting: string, what: string): string {
  return `${what} that the operator of the worker allows (DYNAMODB_WORKER_${setting})`;
}

/**
 * Gives why an operation may not be done at all.
 * @param path where the job names the operation
 */
export function operationFaults(
  { id, writes }: { readonly id: string; readonly writes: boolean | 'sometimes' },
  path: readonly PropertyKey[],
  { allowsOperation, isReadOnly }: Policy,
): Fault[] {
  if (!allowsOperation(id))
    return [{ path, expected: allowedBy('ALLOW_OPERATIONS', 'an operation'), got: describeValue(id) }];
  return isReadOnly && writes === true ? [{ path, expected: READING, got: describeValue(id) }] : [];
}

const READING = 'an operation that writes nothing, for the worker only reads (DYNAMODB_WORKER_READ_ONLY)';

/** Gives why a job may not do what it is about to do, by what its operation says that it touches. */
export function callFaults({ touched, debug }: Pick<PreparedCall, 'touched' | 'debug'>, policy: Policy): Fault[] {
  const unclear = unclearFaults(touched, policy);
  if (unclear.length > 0) return unclear;
  return [
    ...(policy.isReadOnly && touched.writes ? [{ path: ['input'], expected: READING, got: 'one that writes' }] : []),
    ...forbidden(touched.tables, policy.allowsTable, allowedBy('ALLOW_TABLES', 'a table')),
    ...forbidden(touched.regions, policy.allowsRegion, allowedBy('ALLOW_REGIONS', 'a region')),
    ...(debug && !policy.allowsDebug ? [{ path: ['input', 'debug'], expected: NO_DEBUG, got: 'true' }] : []),
  ];
}

const NO_DEBUG = 'false, as the operator of the worker does not allow it (DYNAMODB_WORKER_ALLOW_DEBUG)';

/** Gives a fault for each table that is not clear, like that of an odd statement, as soon as any rule is about it. */
function unclearFaults({ tables }: Touched, policy: Policy): Fault[] {
  const rules = [
    ...(policy.allowsAnyTable ? [] : ['ALLOW_TABLES']),
    ...(policy.allowsAnyOperation ? [] : ['ALLOW_OPERATIONS']),
    ...(policy.isReadOnly ? ['READ_ONLY'] : []),
  ];
  if (rules.length === 0) return [];
  const settings = rules.map((rule) => `DYNAMODB_WORKER_${rule}`).join(', ');
  return tables.flatMap((named) =>
    'name' in named ? [] : [{ path: named.path, expected: `${named.unclear} (${settings})`, got: named.got }],
  );
}

function forbidden(all: readonly Named[], allows: (name: string) => boolean, expected: string): Fault[] {
  return all.flatMap((named) =>
    'name' in named && !allows(named.name) ? [{ path: named.path, expected, got: describeValue(named.name) }] : [],
  );
}

/**
 * Checks the region of AWS's own settings beside the worker, for a job that names none.
 * @param find gives that region
 * @throws Failure (configuration) when it is not allowed
 */
export async function refuseRegion(find: () => Promise<string>, policy: Policy): Promise<void> {
  if (policy.allowsAnyRegion) return;
  const region = await find();
  if (policy.allowsRegion(region)) return;
  const expected = allowedBy('ALLOW_REGIONS', 'a region');
  const message = `configuration.region (Region): expected ${expected}, got nothing, and that of the worker's AWS settings is not allowed`;
  throw new Failure('configuration', message);
}

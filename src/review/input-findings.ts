import { type Fault, formatFaults, formatPath } from '../failure/faults.ts';
import { Unknown } from '../feel/inspection/unknown.ts';
import type { Operation } from '../operation/operation.ts';
import type { RuleId, Said } from './finding.ts';
import { type Given, isPlain, placeOfPath, withoutSecrets } from './given.ts';
import type { Against, Task } from './task.ts';
import { certainFaults, type Trials, tryTask } from './trials.ts';

/** The names by which a task says its operation. */
const SELECTORS = ['tableOperation', 'itemOperation', 'type'];

/**
 * Tries a task with the worker's checks.
 * @param least how many trials are wanted, even if the first shows that nothing is wrong
 */
export async function tryInputs({ given }: Task, against: Against, least = 1): Promise<Trials> {
  return tryTask(withoutSecrets(given, against), operationOf(given, against.operations), against, least);
}

/** The operation that a task asks for, if it is known. */
function operationOf(
  { variables: { input } }: Given,
  operations: ReadonlyMap<string, Operation>,
): Operation | undefined {
  if (!isPlain(input)) return undefined;
  const id = SELECTORS.map((name) => input[name]).find((value) => (value ?? '') !== '');
  return typeof id === 'string' ? operations.get(id) : undefined;
}

/** What the worker would say to the variables of a task, whatever it is that only a running process knows. */
export function inputFindings(task: Task, trials: Trials): Said[] {
  const { given, element } = task;
  const faults = certainFaults(trials).filter((fault) => isTold(fault, given));
  return faults.map((fault): Said => {
    const path = formatPath(fault.path);
    return {
      rule: ruleOf(fault),
      place: placeOfPath(path, given) ?? element.place,
      field: path,
      label: fault.label,
      message: fault.got === '' ? fault.expected : formatFaults([fault]),
    };
  });
}

/** Nothing can be said of the input of a task that has none, or whose operation only the process knows. */
function isTold({ path: [variable] }: Fault, { variables: { input } }: Given): boolean {
  if (variable !== 'input') return true;
  if (input instanceof Unknown) return false;
  return !isPlain(input) || ![...SELECTORS, 'operationGroup'].some((name) => input[name] instanceof Unknown);
}

function ruleOf({ path: [variable, name], expected, about }: Fault): RuleId {
  if (about === 'secret') return 'secret';
  if (expected.includes('DYNAMODB_WORKER_')) return 'operator-rule';
  if (variable !== 'input') return 'connection';
  return name === undefined || name === 'operationGroup' || SELECTORS.includes(String(name)) ? 'operation' : 'field';
}

import { Failure } from '../failure/failure.ts';
import { type Fault, formatPath } from '../failure/faults.ts';
import { fieldFor } from '../fields/data-field.ts';
import { checkVariables, type JobRequest } from '../job/read-job.ts';
import type { Operation } from '../operation/operation.ts';
import type { Policy } from '../policy/policy.ts';
import { isPlain, type PartlyKnownVariables } from './given.ts';
import { filled, type Hole, holesIn, STAND_IN } from './stand-ins.ts';

/** What the worker would say to variables, with some values for what is not known. */
interface Trial {
  readonly faults: readonly Fault[];
  /** What it would ask of DynamoDB. */
  readonly request: JobRequest | undefined;
}

/** What is tried of a task, and what is not known of it. */
export interface Trials {
  readonly all: readonly Trial[];
  readonly holes: readonly Hole[];
  /** Whether a fault is one of a field for itself, which no other field can mend. */
  readonly isOfOneField: (fault: Fault) => boolean;
}

/** How often a task is tried in which something is not known. */
const TRIALS = 32;

/**
 * Asks the worker's own checks what is wrong with a task, with many values for what only a running process knows. What they say
 * each time holds whatever the values are.
 */
export async function tryTask(
  variables: PartlyKnownVariables,
  operation: Operation | undefined,
  { operations, policy }: { readonly operations: ReadonlyMap<string, Operation>; readonly policy: Policy },
): Promise<Trials> {
  const holes = holesIn(variables, operation);
  const all: Trial[] = [];
  for (let trial = 0; trial < (holes.length === 0 ? 1 : TRIALS); trial++) {
    const given = filled(variables, holes, (hole) => choiceOf(trial, hole));
    all.push(await tried(() => checkVariables(given, operations, policy)));
  }
  return {
    all,
    holes,
    isOfOneField: ({ path: [variable, name] }) => variable !== 'input' || !fits(variables, operation, name),
  };
}

/** Whether a field takes its value, as far as that is known. */
function fits(
  { input }: PartlyKnownVariables,
  operation: Operation | undefined,
  name: PropertyKey | undefined,
): boolean {
  const field = operation?.fields[String(name)];
  if (field === undefined || !isPlain(input)) return false;
  const format = input.inputFormat === 'dynamodb-json' ? 'dynamodb-json' : 'json';
  return fieldFor(format, field).safeParse(filled({ value: input[String(name)] }, [], () => 0).value).success;
}

async function tried(check: () => Promise<JobRequest | readonly Fault[]>): Promise<Trial> {
  try {
    const checked = await check();
    return 'call' in checked ? { faults: [], request: checked } : { faults: checked, request: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { faults: [{ path: ['input'], expected: error.message, got: '' }], request: undefined };
  }
}

/** Chooses a candidate: the first trials give all holes their first, then their second. Others mix them, the same each time. */
function choiceOf(trial: number, hole: number): number {
  if (trial < 4) return trial;
  return (Math.imul(trial * 31 + hole * 17 + 7, 2654435761) >>> 8) % 9973;
}

/** The faults that a task has whatever the values are that are not known. */
export function certainFaults({ all, holes, isOfOneField }: Trials): Fault[] {
  const loose = holes.filter(({ fits }) => !fits);
  const [first, ...others] = likely(all, loose).map(({ faults }) => faults);
  return (first ?? [])
    .filter((fault) => others.every((faults) => faults.some((other) => isSame(fault, other))))
    .filter((fault) => !isAbout(fault, holes, loose))
    .filter((fault) => !holes.some(({ isPoor }) => isPoor) || isOfOneField(fault) || PRESENCE.test(fault.got))
    .map((fault) => (fault.got.includes(STAND_IN) ? { ...fault, got: 'what the expression gives' } : fault));
}

/** What came, where a fault is not about values: fields are given that exclude each other, or none of several. */
const PRESENCE = /^(?:both|neither|nothing|none|none of them|one|\w+ and \w+)$/;

/** The trials whose values fit where they stand. If none do, all of them. */
export function likely<T extends Trial>(all: readonly T[], loose: readonly Hole[]): readonly T[] {
  const fitting = all.filter(
    ({ faults }) => !faults.some(({ path }) => loose.some((hole) => isWithin(path, hole.path))),
  );
  return fitting.length > 0 ? fitting : all;
}

function isSame(one: Fault, other: Fault): boolean {
  return one.expected === other.expected && formatPath(one.path) === formatPath(other.path);
}

/** Whether a fault is about a value that was only put in the place of another. */
function isAbout({ path, expected }: Fault, holes: readonly Hole[], loose: readonly Hole[]): boolean {
  if (loose.some((hole) => isWithin(path, hole.path))) return true;
  if (holes.some((hole) => path.length > hole.path.length && isWithin(path, hole.path))) return true;
  // The rules of an operator are about the values themselves.
  if (expected.includes('DYNAMODB_WORKER_') && holes.some((hole) => isWithin(path, hole.path))) return true;
  const leftOut = loose.filter(({ path: [variable], path: { length } }) => variable === 'input' && length === 2);
  return leftOut.some((hole) => path.length === 1 || new RegExp(`\\b${String(hole.path[1])}\\b`).test(expected));
}

function isWithin(path: readonly PropertyKey[], outer: readonly PropertyKey[]): boolean {
  return outer.every((name, index) => path[index] === name);
}

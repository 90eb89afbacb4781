import { Failure } from '../failure/failure.ts';
import { type Fault, formatPath } from '../failure/faults.ts';
import { fieldFor } from '../fields/data-field.ts';
import { checkVariables, type JobRequest } from '../job/read-job.ts';
import { isObject, type JsonObject } from '../json/json.ts';
import type { Operation } from '../operation/operation.ts';
import type { Policy } from '../policy/policy.ts';
import type { PartlyKnownVariables } from './given.ts';
import { filled, type Hole, holesIn, STAND_IN } from './stand-ins.ts';

/** What the worker would say to variables, with some values for what is not known. */
interface Trial {
  readonly given: JsonObject;
  readonly faults: readonly Fault[];
  /** What it would ask of DynamoDB. */
  readonly request: JobRequest | undefined;
}

/** What is tried of a task, and what is not known of it. */
export interface Trials {
  readonly all: readonly Trial[];
  readonly holes: readonly Hole[];
  /** The operation that is asked for, if it is known. */
  readonly operation: Operation | undefined;
}

/** How often a task is tried in which something is not known. */
const TRIALS = 64;

/**
 * Asks the worker's own checks what is wrong with a task, with many values for what only a running process knows. What they say
 * each time holds whatever the values are.
 * @param least how often at least it is tried with values that the worker takes
 */
export async function tryTask(
  variables: PartlyKnownVariables,
  operation: Operation | undefined,
  { operations, policy }: { readonly operations: ReadonlyMap<string, Operation>; readonly policy: Policy },
  least: number,
): Promise<Trials> {
  const holes = holesIn(variables, operation);
  const all: Trial[] = [];
  for (let trial = 0; trial < (holes.length === 0 ? 1 : TRIALS); trial++) {
    const given = filled(variables, holes, (hole) => choiceOf(trial, hole));
    const result = await tried(() => checkVariables(given, operations, policy));
    all.push({ given, ...result });
    // Nothing holds each time if it does not hold now.
    if (result.faults.length === 0 && all.length >= least) break;
  }
  return { all, holes, operation };
}

/** Whether a fault is one of a field for itself, which no other field can mend. */
function isOfOneField({ path: [, name] }: Fault, { input }: JsonObject, operation: Operation | undefined): boolean {
  const field = operation?.fields[String(name)];
  if (field === undefined || !isObject(input)) return true;
  const format = input.inputFormat === 'dynamodb-json' ? 'dynamodb-json' : 'json';
  return !fieldFor(format, field).safeParse(input[String(name)]).success;
}

async function tried(check: () => Promise<JobRequest | readonly Fault[]>): Promise<Omit<Trial, 'given'>> {
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
  let mixed = Math.imul(trial, 0x9e3779b1) ^ Math.imul(hole + 1, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** The faults that a task has whatever the values are that are not known. */
export function certainFaults(trials: Trials): Fault[] {
  // What is wrong with the one does not change what is said of the other.
  return [...certainAmong(trials, isOfInput), ...certainAmong(trials, (about) => !isOfInput(about))];
}

type IsAbout = (about: { readonly path: readonly PropertyKey[] }) => boolean;

const isOfInput: IsAbout = ({ path: [variable] }) => variable === 'input';

function certainAmong({ all, holes: every, operation }: Trials, isAmong: IsAbout): Fault[] {
  const holes = every.filter(isAmong);
  const loose = holes.filter(({ fits }) => !fits);
  const [first, ...others] = likely(all, loose);
  if (first === undefined) return [];
  const told = others.map(({ faults }) => new Set(faults.map(sameOf)));
  return first.faults
    .filter(isAmong)
    .filter((fault) => told.every((faults) => faults.has(sameOf(fault))))
    .filter(
      (fault) =>
        isOfNoField(fault, operation) || !isGuess(fault, holes, loose) || isWhateverStands(fault, loose, others),
    )
    .filter(
      (fault) => !mayBeOf(fault, holes) || isOfOneField(fault, first.given, operation) || PRESENCE.test(fault.got),
    )
    .map((fault) => (fault.got.includes(STAND_IN) ? { ...fault, got: 'what the expression gives' } : fault));
}

/** Whether a fault is about the name of a field that the operation does not have. */
function isOfNoField({ path }: Fault, operation: Operation | undefined): boolean {
  return (
    operation !== undefined &&
    path.length === 2 &&
    isOfInput({ path }) &&
    !Object.hasOwn(operation.fields, String(path[1]))
  );
}

/** Values of so many kinds are tried that a fault which never shows one of them is not about the value: about its name, perhaps. */
const MANY_KINDS = 8;

/** Whether a fault says the same whatever value stands in its place. */
function isWhateverStands(fault: Fault, loose: readonly Hole[], others: readonly Trial[]): boolean {
  const hole = loose.find(({ path }) => isWithin(fault.path, path));
  if (hole === undefined || hole.candidates.length < MANY_KINDS || fault.path.length > hole.path.length) return false;
  return others.every(({ faults }) =>
    faults.some((other) => sameOf(other) === sameOf(fault) && other.got === fault.got),
  );
}

/** Whether a fault may be about what stands in another field, of which too little is known. */
function mayBeOf({ path: [, field] }: Fault, holes: readonly Hole[]): boolean {
  return holes.some(({ isPoor, path: [, other] }) => isPoor && other !== field);
}

/** What came, where a fault is not about values: fields are given that exclude each other, or none of several. */
const PRESENCE = /^(?:both|neither|nothing|none|none of them|one|one that none uses|\w+ and \w+)$/;

/** The trials whose values fit where they stand. If none do, all of them. */
export function likely<T extends Trial>(all: readonly T[], loose: readonly Hole[]): readonly T[] {
  const fitting = all.filter(
    ({ faults }) => !faults.some(({ path }) => loose.some((hole) => isWithin(path, hole.path))),
  );
  return fitting.length > 0 ? fitting : all;
}

/** The same for faults that say the same of the same place, whatever came. */
function sameOf({ path, expected }: Fault): string {
  return JSON.stringify([formatPath(path), expected]);
}

/** Whether a fault is about a value that was only put in the place of another. */
function isGuess({ path, expected, got }: Fault, holes: readonly Hole[], loose: readonly Hole[]): boolean {
  if (loose.some((hole) => isWithin(path, hole.path))) return true;
  const hole = holes.find((each) => isWithin(path, each.path));
  if (hole !== undefined && (path.length > hole.path.length || !PRESENCE.test(got))) return true;
  const leftOut = loose.filter(({ path: [variable], path: { length } }) => variable === 'input' && length === 2);
  return leftOut.some((hole) => path.length === 1 || new RegExp(`\\b${String(hole.path[1])}\\b`).test(expected));
}

/** Whether a path is that of a place, or leads into it. */
export function isWithin(path: readonly PropertyKey[], outer: readonly PropertyKey[]): boolean {
  return outer.every((name, index) => path[index] === name);
}

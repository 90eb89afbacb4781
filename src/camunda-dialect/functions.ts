import { type Builtin, type Call, form } from '../feel/builtin.ts';
import type { Functions } from '../feel/evaluation/code.ts';
import { toDouble } from '../feel/number.ts';
import { DaysTimeDuration } from '../feel/temporal/duration.ts';
import { FeelContext, isContext, isNumber, type Value } from '../feel/values.ts';
import type { DialectVersion } from './exceptions.ts';

/** What a parameter takes, and what a message calls that. */
interface Kind {
  readonly words: string;
  readonly is: (value: Value) => boolean;
}

const text: Kind = { words: 'a String', is: (value) => typeof value === 'string' };
const context: Kind = { words: 'a Context', is: (value) => isContext(value) };
const number: Kind = { words: 'a Number', is: (value) => isNumber(value) };
const duration: Kind = {
  words: 'a day-time duration (e.g. duration("PT1S"))',
  is: (value) => value instanceof DaysTimeDuration,
};

type Parameters = Readonly<Record<string, Kind>>;

/**
 * Refuses arguments of wrong types: they fail the whole expression.
 * @throws FeelError for the first of them
 */
function check(call: Call, name: string, parameters: readonly (readonly [string, Kind])[], args: readonly Value[]) {
  for (const [index, [parameter, kind]] of parameters.entries()) {
    if (!kind.is(args[index] ?? null))
      call.fail(`Parameter '${parameter}' of function '${name}' must be ${kind.words}`);
  }
}

/** Makes a function that may be called with its first `counts` parameters. */
function checked(
  name: string,
  all: Parameters,
  counts: readonly number[],
  body: (call: Call, args: readonly Value[], names: readonly string[]) => Value,
): Builtin {
  return counts.map((count) => {
    const parameters = Object.entries(all).slice(0, count);
    const names = parameters.map(([parameter]) => parameter);
    return form(names, (call, ...args) => {
      check(call, name, parameters, args);
      return body(call, args, names);
    });
  });
}

/** Makes a function that gives a context with a type of error, and its arguments under their names. */
function deciding(
  errorType: string,
  parameters: Parameters,
  counts: readonly number[],
  defaults: Iterable<readonly [string, Value]> = [],
): Builtin {
  return checked(errorType, parameters, counts, (_call, args, names) => {
    const given = names.map((name, index) => [name, args[index] ?? null] as const);
    return new FeelContext(new Map<string, Value>([['errorType', errorType], ...defaults, ...given]));
  });
}

const ERROR = { errorCode: text, errorMessage: text, variables: context };
const JOB_ERROR = { errorMessage: text, variables: context, retries: number, retryBackoff: duration };
const jobErrorDefaults: readonly (readonly [string, Value])[] = [
  ['variables', new FeelContext(new Map())],
  ['retries', 0],
  ['retryBackoff', DaysTimeDuration.ofMillis(0)],
];

const BACKOFF = { attempt: number, minDelay: duration, factor: number, maxDelay: duration, jitterFactor: number };

/** Gives the pause before a try: it grows with each, within limits, and a little by chance. */
function backoff(call: Call, args: readonly Value[]): DaysTimeDuration {
  const [attemptGiven, minGiven, factorGiven, maxGiven, jitterGiven] = args;
  const double = (given: Value | undefined, initial: number) =>
    given === undefined ? initial : toDouble(given as number);
  const millis = (given: Value | undefined, initial: number) =>
    given === undefined ? initial : Number((given as DaysTimeDuration).nanos / 1_000_000n);
  const attempt = Math.trunc(double(attemptGiven, 1));
  const [min, max] = [millis(minGiven, 50), millis(maxGiven, 5_000)];
  const [factor, jitter] = [double(factorGiven, 1.6), double(jitterGiven, 0.1)];
  if (attempt < 1) call.fail(`backoff(): 'attempt' must be >= 1, but was ${attempt}`);
  if (factor <= 0) call.fail(`backoff(): 'factor' must be > 0, but was ${factor}`);
  if (min > max) call.fail(`backoff(): 'minDelay' must be <= 'maxDelay', but ${min}ms > ${max}ms`);
  if (jitter < 0) call.fail(`backoff(): 'jitterFactor' must be >= 0, but was ${jitter}`);
  const pause = Math.max(min, Math.min(max, min * factor ** (attempt - 1)));
  const chance = jitter * pause * (2 * Math.random() - 1);
  // Nothing times infinity is no number, of which Java makes 0.
  return DaysTimeDuration.ofMillis(Math.max(0, Math.round(pause + chance) || 0));
}

/** Refuses to make a document: its content would go to Camunda's own store of documents. */
const createDocument: Builtin = [
  form(['value'], (call) =>
    call.fail("createDocument() is not available: this worker does not reach Camunda's store of documents"),
  ),
];

const common = [
  ['jobError', deciding('jobError', JOB_ERROR, [1, 2, 3, 4], jobErrorDefaults)],
  ['ignoreError', deciding('ignoreError', { variables: context }, [1, 0])],
] as const;

/**
 * The functions that Camunda's connector runtime adds to FEEL. Unlike the native ones, they check their arguments, and `jobError`
 * fills in what was left out.
 * https://docs.camunda.io/docs/components/connectors/use-connectors/#error-expression
 */
export const functionsOf: Readonly<Record<DialectVersion, Functions>> = {
  '8.10': new Map<string, Builtin>([
    ...common,
    ['bpmnError', deciding('bpmnError', ERROR, [1, 2, 3])],
    ['backoff', checked('backoff', BACKOFF, [1, 2, 3, 4, 5], backoff)],
    ['createDocument', createDocument],
  ]),
  '8.6': new Map<string, Builtin>([...common, ['bpmnError', deciding('bpmnError', ERROR, [2, 3])]]),
};

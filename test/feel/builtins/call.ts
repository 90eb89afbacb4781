import type { Call } from '../../../src/feel/builtin.ts';
import { builtins } from '../../../src/feel/builtins/index.ts';
import { equalValues, sameValues } from '../../../src/feel/compare.ts';
import { FeelError } from '../../../src/feel/errors.ts';
import { numberText } from '../../../src/feel/number.ts';
import { temporalLiteral } from '../../../src/feel/temporal/index.ts';
import {
  Decimal,
  isContext,
  isErrorValue,
  isList,
  isNumber,
  isString,
  isTemporal,
  type Result,
  type Value,
} from '../../../src/feel/values.ts';

const free = (): void => {};

/** What a function under test may use: its budget is endless, and its clock stands still. */
export const testCall: Call = {
  now: Date.parse('2024-06-15T12:30:45.123Z'),
  warn: free,
  fail: (message) => {
    throw new FeelError(message);
  },
  spend: free,
  spendText: free,
  spendList: free,
  within: (levels) => levels + 1,
  invoke: (fn, args) => fn.invoke(testCall as never, args),
  equal: (a, b) => equalValues(a, b, testCall),
  same: (a, b) => sameValues(a, b, testCall),
};

/** An argument as a test writes it: a text `@P1D` is a temporal value, `#1.50` is a decimal number. */
export function given(argument: Value): Value {
  if (isList(argument)) return argument.map(given);
  if (!isString(argument) || !/^[@#]./.test(argument)) return argument;
  if (argument.startsWith('@')) return temporalLiteral(argument.slice(1));
  const [whole = '', fraction = ''] = argument.slice(1).split('.');
  return new Decimal(Number(whole + fraction), fraction.length);
}

/** Calls a builtin by its name, as the evaluation does with positional arguments. */
export function invoke(name: string, args: readonly Value[], call = testCall): Result {
  const form = builtins
    .get(name)
    ?.find(({ parameters, varArgs }) =>
      varArgs ? parameters.length <= args.length : parameters.length === args.length,
    );
  if (form === undefined) throw new Error(`no function ${name} takes ${args.length} arguments`);
  if (!form.varArgs) return form.invoke(call as never, args);
  const fixed = form.parameters.length - 1;
  const rest = args.slice(fixed);
  const spread = fixed === 0 && rest.length === 1 && isList(rest[0] ?? null) ? rest[0] : rest;
  return form.invoke(call as never, [...args.slice(0, fixed), spread as Value]);
}

/** The value, or the message of the error value that the engine would warn about. */
export function outcome(name: string, ...args: Value[]): unknown {
  const result = invoke(name, args.map(given));
  return isErrorValue(result) ? { error: result.message } : result;
}

/** The text of a number, with its scale, or of a temporal value. */
export function text(name: string, ...args: Value[]): unknown {
  const result = invoke(name, args.map(given));
  if (isNumber(result)) return numberText(result);
  return isTemporal(result) ? result.toConnectorText() : result;
}

/** A list or context as plain data. */
export function plain(name: string, ...args: Value[]): unknown {
  const result = invoke(name, args.map(given));
  return isContext(result) || isList(result) ? JSON.parse(invoke('to json', [result]) as string) : result;
}

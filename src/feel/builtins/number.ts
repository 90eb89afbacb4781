import { type Builtin, form, illegal } from '../builtin.ts';
import {
  add,
  compareNumbers,
  fromDouble,
  isZero,
  negate,
  numberText,
  type RoundingMode,
  remainder,
  setScale,
  signOf,
  toDouble,
  toInt32,
} from '../number.ts';
import { DaysTimeDuration, YearsMonthsDuration } from '../temporal/index.ts';
import { ErrorValue, type FeelNumber, isNumber, isString, type Result, type Value } from '../values.ts';

const modes: readonly string[] = ['UP', 'DOWN', 'CEILING', 'FLOOR', 'HALF_UP', 'HALF_DOWN', 'HALF_EVEN', 'UNNECESSARY'];

/** Functions of numbers. Parameters that the engine misspells are misspelled here, too. */
export const numberBuiltins: readonly (readonly [string, Builtin])[] = [
  ['decimal', [rounding(['n', 'scale'], 'HALF_EVEN'), form(['n', 'scale', 'mode'], decimal)]],
  ['floor', [rounding(['n'], 'FLOOR'), rounding(['n', 'scala'], 'FLOOR')]],
  ['ceiling', [rounding(['n'], 'CEILING'), rounding(['n', 'scale'], 'CEILING')]],
  ['round up', [rounding(['n', 'scale'], 'UP')]],
  ['round down', [rounding(['n', 'scale'], 'DOWN')]],
  ['round half up', [rounding(['n', 'scale'], 'HALF_UP')]],
  ['round half down', [rounding(['n', 'scala'], 'HALF_DOWN')]],
  ['abs', [form(['number'], (_call, n) => absolute(n)), form(['n'], (_call, n) => absolute(n))]],
  [
    'modulo',
    [
      form(['dividend', 'divisor'], (call, dividend, divisor) => {
        if (!isNumber(dividend) || !isNumber(divisor)) return illegal([dividend, divisor]);
        if (isZero(divisor)) return call.fail(`modulo(${numberText(dividend)}, 0) divides by zero`);
        return remainder(add(remainder(dividend, divisor), divisor), divisor);
      }),
    ],
  ],
  ['sqrt', [one((n) => (signOf(n) < 0 ? null : fromDouble(Math.sqrt(toDouble(n)))))]],
  ['log', [one((n) => fromDouble(Math.log(toDouble(n))))]],
  ['exp', [one((n) => fromDouble(Math.exp(toDouble(n))))]],
  ['odd', [one((n) => compareNumbers(remainder(signOf(n) < 0 ? negate(n) : n, 2), 1) === 0)]],
  ['even', [one((n) => isZero(remainder(n, 2)))]],
  ['random number', [form([], () => fromDouble(Math.random()))]],
];

function one(body: (n: FeelNumber) => Result): Builtin[number] {
  return form(['number'], (_call, n) => (isNumber(n) ? body(n) : illegal([n])));
}

/** Makes a function that rounds to a number of digits after the point, or to an integer if the number is not given. */
function rounding(parameters: readonly string[], mode: RoundingMode): Builtin[number] {
  return form(parameters, (_call, ...args) => {
    const [n = null, scale = 0] = args;
    return isNumber(n) && isNumber(scale) ? round(n, scale, mode) : illegal(args);
  });
}

function round(n: FeelNumber, scale: FeelNumber, mode: RoundingMode): Result {
  return (
    setScale(n, toInt32(scale), mode) ?? new ErrorValue(`Failed to apply rounding mode '${mode}': Rounding necessary`)
  );
}

function decimal(_call: unknown, n: Value, scale: Value, mode: Value): Result {
  if (!isNumber(n) || !isNumber(scale) || !isString(mode)) return illegal([n, scale, mode]);
  const known = mode.toUpperCase();
  if (isMode(known)) return round(n, scale, known);
  return new ErrorValue(`Illegal argument '${mode}' for rounding mode. Must be one of: ${modes.join(', ')}`);
}

function isMode(mode: string): mode is RoundingMode {
  return modes.includes(mode);
}

function absolute(n: Value): Result {
  if (isNumber(n)) return signOf(n) < 0 ? negate(n) : n;
  if (n instanceof YearsMonthsDuration) return n.months < 0 ? n.negated() : n;
  return n instanceof DaysTimeDuration ? (n.nanos < 0n ? n.negated() : n) : illegal([n]);
}

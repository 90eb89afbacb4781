import { type Builtin, form, illegal } from '../builtin.ts';
import { ErrorValue, isBoolean, isString } from '../values.ts';

const unfulfilled = 'The condition is not fulfilled';

/** Functions of booleans and of null. */
export const booleanBuiltins: readonly (readonly [string, Builtin])[] = [
  ['not', [form(['negand'], (_call, negand) => (isBoolean(negand) ? !negand : null))]],
  ['is defined', [form(['value'], (_call, value) => value !== null)]],
  ['get or else', [form(['value', 'default'], (_call, value, fallback) => value ?? fallback)]],
  [
    'assert',
    [
      form(['value', 'condition'], (_call, value, condition) =>
        condition === true ? value : new ErrorValue(unfulfilled),
      ),
      form(['value', 'condition', 'cause'], (_call, value, condition, cause) => {
        if (condition === true) return value;
        return isString(cause) ? new ErrorValue(cause) : illegal([value, condition, cause]);
      }),
    ],
  ],
];

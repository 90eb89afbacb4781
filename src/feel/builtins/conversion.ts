import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { fromText } from '../number.ts';
import { ErrorValue, isString, type Result, type Value } from '../values.ts';
import { fromJson } from './from-json.ts';
import { toJson, toText } from './write.ts';

const groupings = [' ', ',', '.'];
const decimals = [',', '.'];

/** Functions that convert from and to texts. Those for temporal values are in `temporal-conversion.ts`. */
export const conversionBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'number',
    [
      form(['from'], (call, from) => (isString(from) ? parse(call, from) : illegal([from]))),
      form(['from', 'grouping separator'], (call, from, grouping) => {
        if (!isString(from) || !isString(grouping)) return illegal([from, grouping]);
        if (groupings.includes(grouping)) return parse(call, from, grouping);
        return new ErrorValue(`illegal argument for grouping. Must be one of ' ', ',' or '.'`);
      }),
      form(['from', 'grouping separator', 'decimal separator'], separated),
    ],
  ],
  ['string', [form(['from'], (call, from) => (from === null || isString(from) ? from : toText(call, from)))]],
  [
    'from json',
    [
      form(['json'], (call, json) => {
        if (json === null) return null;
        if (!isString(json)) return illegal([json]);
        const value = fromJson(call, json);
        return value === undefined ? new ErrorValue(`Failed to parse JSON from '${json}'`) : value;
      }),
    ],
  ],
  ['to json', [form(['value'], toJson)]],
];

function separated(call: Call, from: Value, grouping: Value, decimal: Value): Result {
  const args = [from, grouping, decimal];
  if (!isString(from)) return illegal(args);
  const isGrouping = isString(grouping) && groupings.includes(grouping);
  const isDecimal = isString(decimal) && decimals.includes(decimal);
  if (grouping === null && isDecimal) return parse(call, from, '', decimal);
  if (decimal === null && isGrouping) return parse(call, from, grouping);
  if (!isString(grouping) || !isString(decimal)) return illegal(args);
  if (isGrouping && isDecimal && grouping !== decimal) return parse(call, from, grouping, decimal);
  return new ErrorValue(`illegal arguments for grouping or decimal. Must be one of ' ' (grouping only), ',' or '.'`);
}

function parse(call: Call, from: string, grouping = '', decimal = '.'): Result {
  call.spend(from.length);
  const text = (grouping === '' ? from : from.replaceAll(grouping, '')).replaceAll(decimal, '.');
  return fromText(text) ?? new ErrorValue(`Can't parse '${text}' as a number`);
}

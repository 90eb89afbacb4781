import type { Call } from '../builtin.ts';
import { entryOf, keysOf } from '../contexts.ts';
import { numberText } from '../number.ts';
import { FeelDateTime, FeelTime } from '../temporal/index.ts';
import { describe } from '../text.ts';
import { isContext, isFunction, isList, isNumber, isRange, isString, isTemporal, type Value } from '../values.ts';
import { growing } from './growth.ts';

/** How nested values are written as text. */
interface Style {
  /** Writes a value that is neither a list nor a context. */
  scalar(value: Value): string;
  key(key: string): string;
  readonly separator: string;
}

const feel: Style = {
  scalar: (value) => (isString(value) ? `"${value}"` : describe(value, Number.MAX_SAFE_INTEGER)),
  key: (key) => `${key}:`,
  separator: ', ',
};

const json: Style = {
  scalar: jsonScalar,
  key: (key) => `${quote(key)}:`,
  separator: ',',
};

/** Writes a value as the function `string` does. @throws FeelError when the text would be too long */
export function toText(call: Call, value: Value): string {
  return write(call, value, feel);
}

/** Writes a value as the function `to json` does. @throws FeelError when the text would be too long */
export function toJson(call: Call, value: Value): string {
  return write(call, value, json);
}

function write(call: Call, value: Value, style: Style): string {
  const parts: string[] = [];
  let length = 0;
  const pay = growing((size) => call.spendText(size));
  const push = (part: string): void => {
    parts.push(part);
    length += part.length;
    pay(length);
  };
  const visit = (item: Value, levels: number): void => {
    call.spend(8);
    if (isList(item)) {
      const within = call.within(levels);
      push('[');
      for (const [index, inner] of item.entries()) {
        if (index > 0) push(style.separator);
        visit(inner, within);
      }
      push(']');
    } else if (isContext(item)) {
      const within = call.within(levels);
      push('{');
      for (const [index, key] of keysOf(item).entries()) {
        push((index > 0 ? style.separator : '') + style.key(key));
        visit(entryOf(item, key) ?? null, within);
      }
      push('}');
    } else push(style.scalar(item));
  };
  visit(value, 0);
  call.spendText(length);
  return parts.join('');
}

function jsonScalar(value: Value): string {
  if (isString(value)) return quote(value);
  if (isNumber(value)) return numberText(value);
  if (value instanceof FeelTime || value instanceof FeelDateTime) return quote(value.toIsoText());
  if (isTemporal(value)) return quote(value.toConnectorText());
  if (isFunction(value) || isRange(value)) return quote(describe(value, Number.MAX_SAFE_INTEGER));
  return String(value);
}

/** Writes a text as `JSON.stringify` does, but leaves lone surrogates as they are, and writes hexadecimal digits in capitals. */
function quote(text: string): string {
  const json = JSON.stringify(text);
  return json.includes('\\u') ? json.replace(/(\\\\)|\\u([0-9a-f]{4})/g, mended) : json;
}

function mended(match: string, backslash: string | undefined, hex: string): string {
  if (backslash !== undefined) return match;
  return hex.startsWith('d') ? String.fromCharCode(Number.parseInt(hex, 16)) : `\\u${hex.toUpperCase()}`;
}

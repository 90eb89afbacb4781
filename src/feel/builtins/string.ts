import { randomUUID } from 'node:crypto';
import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { toInt32 } from '../number.ts';
import { isNumber, isString, type Result, type Value } from '../values.ts';

/** Functions of texts, except those that take patterns. Positions count UTF-16 units, as in Java, and begin with 1. */
export const stringBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'substring',
    [
      form(['string', 'start position'], (call, text, start) =>
        isString(text) && isNumber(start) ? cut(call, text, indexOf(text, start)) : illegal([text, start]),
      ),
      form(['string', 'start position', 'length'], (call, text, start, length) => {
        if (!isString(text) || !isNumber(start) || !isNumber(length)) return illegal([text, start, length]);
        const begin = indexOf(text, start);
        return cut(call, text, begin, Math.min((begin + toInt32(length)) | 0, text.length));
      }),
    ],
  ],
  ['string length', [one((_call, text) => text.length)]],
  ['upper case', [one((call, text) => made(call, text.toUpperCase()))]],
  ['lower case', [one((call, text) => made(call, text.toLowerCase()))]],
  ['substring before', [two((text, match) => text.slice(0, Math.max(text.indexOf(match), 0)))]],
  [
    'substring after',
    [two((text, match) => (text.includes(match) ? text.slice(text.indexOf(match) + match.length) : ''))],
  ],
  ['contains', [two((text, match) => text.includes(match))]],
  ['starts with', [two((text, match) => text.startsWith(match))]],
  ['ends with', [two((text, match) => text.endsWith(match))]],
  ['trim', [one((_call, text) => trim(text))]],
  ['is blank', [one((_call, text) => isBlank(text))]],
  [
    'to base64',
    [
      form(['value'], (call, text) => {
        if (!isString(text)) return illegal([text]);
        call.spend(text.length >> 4);
        call.spendText(Math.ceil(Buffer.byteLength(text) / 3) * 4);
        return Buffer.from(text, 'utf8').toString('base64');
      }),
    ],
  ],
  ['uuid', [form([], uuid)]],
];

const maxCheapMatch = 100;

function one(body: (call: Call, text: string) => Result): Builtin[number] {
  return form(['string'], (call, text) => {
    if (!isString(text)) return illegal([text]);
    call.spend(text.length >> 4);
    return body(call, text);
  });
}

function two(body: (text: string, match: string) => Value): Builtin[number] {
  return form(['string', 'match'], (call, text, match) => {
    if (!isString(text) || !isString(match)) return illegal([text, match]);
    // Finding a long text in a longer one can take far more time than reading both.
    call.spend(match.length > maxCheapMatch ? text.length : text.length >> 4);
    return body(text, match);
  });
}

function made(call: Call, text: string): string {
  call.spendText(text.length);
  return text;
}

function indexOf(text: string, position: Parameters<typeof toInt32>[0]): number {
  const index = toInt32(position);
  return index > 0 ? index - 1 : text.length + index;
}

function cut(call: Call, text: string, begin: number, end = text.length): string {
  if (begin < 0 || begin > end || end > text.length) {
    call.fail(`a substring from ${begin} to ${end} lies outside a text of ${text.length} characters`);
  }
  return text.slice(begin, end);
}

/** Trims a text as Java's `trim` does: all characters up to the blank (U+0020) count as white space, and no others. */
function trim(text: string): string {
  let [begin, end] = [0, text.length];
  while (begin < end && text.charCodeAt(begin) <= 32) begin++;
  while (end > begin && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(begin, end);
}

/**
 * Whether Java counts all characters as white space. Unlike JavaScript, Java leaves out no-break spaces and takes information
 * separators.
 */
function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 0x1c && code <= 0x1f) || /[^\S\u00a0\u2007\u202f\ufeff]/.test(text.charAt(i))) continue;
    return false;
  }
  return true;
}

/** Makes a UUID of version 7, as the engine does: the time, then random digits. */
function uuid(call: Call): string {
  call.spend(20);
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

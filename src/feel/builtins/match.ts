import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { ErrorValue, isString, type Result, type Value } from '../values.ts';
import { growing } from './growth.ts';
import { type Match, matchesOf, type Pattern, readPattern } from './pattern/index.ts';
import { expand, type Part, readReplacement } from './pattern/replacement.ts';

/** Functions of texts that take patterns. Patterns are regular expressions as in Java, but are matched in linear time. */
export const matchBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'replace',
    [
      form(['input', 'pattern', 'replacement'], (call, input, pattern, replacement) =>
        isString(input) && isString(pattern) && isString(replacement)
          ? replace(call, input, pattern, replacement, '')
          : illegal([input, pattern, replacement]),
      ),
      form(['input', 'pattern', 'replacement', 'flags'], (call, input, pattern, replacement, flags) =>
        isString(input) && isString(pattern) && isString(replacement) && isString(flags)
          ? replace(call, input, pattern, replacement, flags)
          : illegal([input, pattern, replacement, flags]),
      ),
    ],
  ],
  [
    'matches',
    [
      form(['input', 'pattern'], (call, input, pattern) =>
        isString(input) && isString(pattern) ? matches(call, input, pattern, '') : illegal([input, pattern]),
      ),
      form(['input', 'pattern', 'flags'], (call, input, pattern, flags) =>
        isString(input) && isString(pattern) && isString(flags)
          ? matches(call, input, pattern, flags)
          : illegal([input, pattern, flags]),
      ),
    ],
  ],
  [
    'split',
    [
      form(['string', 'delimiter'], (call, text, delimiter) =>
        isString(text) && isString(delimiter) ? split(call, text, delimiter) : illegal([text, delimiter]),
      ),
    ],
  ],
  [
    'extract',
    [
      form(['input', 'pattern'], (call, input, pattern) => {
        if (!isString(input) || !isString(pattern)) return illegal([input, pattern]);
        return withPattern(call, pattern, '', (read) => collect(call, read, input, (match) => textOf(input, match)));
      }),
    ],
  ],
];

function withPattern(call: Call, text: string, flags: string, body: (pattern: Pattern) => Result): Result {
  const pattern = readPattern(call, text, flags);
  return pattern === undefined ? new ErrorValue(`Invalid pattern '${text}'`) : body(pattern);
}

function matches(call: Call, input: string, text: string, flags: string): Result {
  return withPattern(call, text, flags, (pattern) => !matchesOf(call, pattern, input).next().done);
}

function split(call: Call, text: string, delimiter: string): Result {
  const pattern = readPattern(call, delimiter);
  if (pattern === undefined) return new ErrorValue(`Invalid pattern for delimiter '${delimiter}'`);
  let from = 0;
  const parts = collect(call, pattern, text, ({ start, end }) => {
    // An empty match at the beginning separates nothing.
    if (end === 0) return undefined;
    const part = text.slice(from, start);
    from = end;
    return part;
  });
  return [...parts, text.slice(from)];
}

function replace(call: Call, input: string, text: string, replacement: string, flags: string): Result {
  return withPattern(call, text, flags, (pattern) => {
    let parts: Part[] | undefined;
    let from = 0;
    let length = 0;
    const pieces: string[] = [];
    const pay = growing((size) => call.spendText(size));
    for (const match of matchesOf(call, pattern, input)) {
      // As in Java, a wrong replacement fails only when it is used.
      parts ??= readReplacement(replacement, pattern);
      if (parts === undefined) return new ErrorValue(`Invalid pattern '${text}'`);
      const added = [input.slice(from, match.start), ...expand(parts, match)];
      for (const piece of added) length += piece.length;
      pay(length);
      pieces.push(...added);
      from = match.end;
    }
    call.spendText(length + input.length - from);
    return pieces.join('') + input.slice(from);
  });
}

function collect(call: Call, pattern: Pattern, text: string, item: (match: Match) => string | undefined): Value[] {
  const items: Value[] = [];
  const pay = growing((size) => call.spendList(size));
  for (const match of matchesOf(call, pattern, text)) {
    const found = item(match);
    if (found !== undefined) items.push(found);
    pay(items.length);
  }
  return items;
}

function textOf(input: string, { start, end }: Match): string {
  return input.slice(start, end);
}

import { LRUCache } from 'lru-cache';
import { RE2JS, RE2JSException } from 're2js';
import type { Call } from '../../builtin.ts';
import { InvalidPattern, UnsupportedPattern } from './reader.ts';
import { type Translation, translate } from './translate.ts';

/** A match: its begin and its end in UTF-16 units, and its groups. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** Gives the text of a group, or undefined when the group took no part in the match. */
  group(index: number): string | undefined;
}

/** A pattern, ready to be matched. */
export interface Pattern {
  readonly groupCount: number;
  readonly groupNames: Readonly<Record<string, number>>;
  readonly programSize: number;
  readonly expression: RE2JS;
  readonly translation: Translation;
}

/** By their flags and texts. Each takes memory for its text and for the instructions that it was compiled to. */
const known = new LRUCache<string, Pattern>({
  max: 200,
  maxSize: 100_000,
  maxEntrySize: 10_000,
  sizeCalculation: ({ programSize }, key) => key.length + programSize,
});

/**
 * Reads a Java pattern. Gives undefined when Java would refuse it.
 *
 * The time to match a text grows linearly with the text. Java's features that would need more time (lookaround, back-references,
 * atomic groups, possessive repetitions) fail the expression, and the message names the feature. With the flag `m`, only `\n` ends
 * a line, and a line may begin at the end of the text.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html
 * @throws FeelError when the pattern has such a feature, or the budget is used up
 */
export function readPattern(call: Call, text: string, flags = ''): Pattern | undefined {
  const key = `${flags}/${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  call.spend(100 + text.length);
  const pattern = compile(call, text, flags);
  if (pattern !== undefined) known.set(key, pattern);
  return pattern;
}

/** Gives all matches of a pattern, one after the other, as Java's `Matcher.find` does. */
export function* matchesOf(call: Call, pattern: Pattern, text: string): Generator<Match> {
  const find = finder(pattern, text);
  call.spend(10 + stepsOf(pattern, text.length));
  for (let from = 0; from <= text.length; ) {
    const began = performance.now();
    const match = find(from);
    // A search may run far beyond the match that it finds, so its time counts. But it cannot count more than its upper bound.
    const steps = Math.min((performance.now() - began) * stepsPerMillisecond, stepsOf(pattern, text.length - from));
    call.spend(1 + Math.round(steps));
    if (match === undefined) return;
    yield match;
    from = match.end === match.start ? match.end + 1 : match.end;
  }
}

// Measured: compiling a pattern takes 2.5 us for each instruction, and up to 1 ms for a property like \p{L}.
const stepsPerInstruction = 50;
const stepsPerProperty = 10_000;
const stepsPerMillisecond = 20_000;

/** Gives about a tenth of the steps that a search through a text can take at most. */
function stepsOf({ programSize }: Pattern, length: number): number {
  return Math.ceil((length * programSize) / 10);
}

function compile(call: Call, text: string, flags: string): Pattern | undefined {
  try {
    const translation = translate(text, flags);
    const properties = translation.source.match(/\\p/gi)?.length ?? 0;
    call.spend(translation.size * stepsPerInstruction + properties * stepsPerProperty);
    const expression = RE2JS.compile(translation.source);
    return {
      expression,
      translation,
      groupCount: expression.groupCount(),
      groupNames: expression.namedGroups(),
      programSize: expression.programSize(),
    };
  } catch (error) {
    if (error instanceof UnsupportedPattern) {
      return call.fail(`the pattern '${text}' has ${error.message}, which is not supported here`);
    }
    if (error instanceof InvalidPattern || error instanceof RE2JSException) return undefined;
    throw error;
  }
}

function finder({ expression, translation }: Pattern, text: string): (from: number) => Match | undefined {
  const whole = search(expression, text);
  // Java's `$` also matches before a line break at the end of the text.
  const lineBreak = translation.endsBeforeLineBreak ? /(?:\r\n|[\n\r\u0085\u2028\u2029])$/.exec(text) : null;
  if (lineBreak === null) return whole;
  const trimmed = search(expression, text.slice(0, lineBreak.index));
  return (from) => {
    const a = whole(from);
    const b = from > lineBreak.index ? undefined : trimmed(from);
    return b !== undefined && (a === undefined || b.start < a.start) ? b : a;
  };
}

function search(expression: RE2JS, text: string): (from: number) => Match | undefined {
  const matcher = expression.matcher(text);
  return (from) => {
    if (!matcher.find(from)) return undefined;
    const start = matcher.start();
    return { start, end: matcher.end(), group: (index) => matcher.group(index) ?? undefined };
  };
}

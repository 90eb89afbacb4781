import { LRUCache } from 'lru-cache';
import { ExpressionReader, type NameUse, type PathUse } from './expression-reader.ts';
import { readCondition } from './read-condition.ts';
import { readUpdate } from './read-update.ts';

/** Conditions, filters and key conditions have one grammar. */
export type Grammar = 'condition' | 'projection' | 'update';

/** What an expression says. */
export interface ParsedExpression {
  readonly text: string;
  /** The names in it that need an alias, in the order of the text. */
  readonly aliased: readonly NameUse[];
  /** The placeholders in it. */
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** What a projection asks for, or an update changes. */
  readonly paths: readonly PathUse[];
  /** Whether it is several conditions with OR between them. */
  readonly alternative: boolean;
}

const keptExpressions = () =>
  new LRUCache<string, ParsedExpression>({
    max: 1_000,
    /** Characters, of all of one grammar and of one (AWS takes no longer ones). */
    maxSize: 500_000,
    maxEntrySize: 4_096,
    sizeCalculation: (_parsed, { length }) => length,
  });
const kept: Readonly<Record<Grammar, LRUCache<string, ParsedExpression>>> = {
  condition: keptExpressions(),
  projection: keptExpressions(),
  update: keptExpressions(),
};

/**
 * Parses an expression. Those of one task are the same for each of its jobs, so they are parsed once and kept.
 * @throws ExpressionSyntaxError when it is none
 */
export function parseExpression(grammar: Grammar, text: string): ParsedExpression {
  const before = kept[grammar].get(text);
  if (before !== undefined) return before;
  const parsed = parse(grammar, text);
  kept[grammar].set(text, parsed);
  return parsed;
}

function parse(grammar: Grammar, text: string): ParsedExpression {
  const reader = new ExpressionReader(text);
  const { aliased, names, values } = reader;
  const parsed = { text, aliased, names, values, paths: [], alternative: false };
  switch (grammar) {
    case 'condition':
      return { ...parsed, alternative: readCondition(reader) };
    case 'projection':
      return { ...parsed, paths: readProjection(reader) };
    case 'update':
      return { ...parsed, paths: readUpdate(reader) };
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
function readProjection(reader: ExpressionReader): PathUse[] {
  const paths = reader.list(() => reader.path(true));
  reader.expectEnd('"," or the end');
  return paths;
}

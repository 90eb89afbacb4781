import { LRUCache } from 'lru-cache';
import { ExpressionReader } from './expression-reader.ts';
import { readCondition } from './read-condition.ts';
import { readUpdate } from './read-update.ts';
import type { ExpressionText, Path } from './tree.ts';

/** The grammar of an expression. Conditions, filters and key conditions have the same. */
export type Grammar = 'condition' | 'projection' | 'update';

const keptExpressions = () =>
  new LRUCache<string, ExpressionText>({
    max: 1_000,
    /** In characters: for all expressions of one grammar, and for each. AWS takes no longer ones. */
    maxSize: 500_000,
    maxEntrySize: 4_096,
    sizeCalculation: (_parsed, { length }) => length,
  });
const kept: Readonly<Record<Grammar, LRUCache<string, ExpressionText>>> = {
  condition: keptExpressions(),
  projection: keptExpressions(),
  update: keptExpressions(),
};

/**
 * Parses an expression. The jobs of a task have the same expressions, so each is parsed once and kept.
 * @throws ExpressionSyntaxError when the text is no expression
 */
export function parseExpression(grammar: Grammar, text: string): ExpressionText {
  const before = kept[grammar].get(text);
  if (before !== undefined) return before;
  const parsed = parse(grammar, text);
  kept[grammar].set(text, parsed);
  return parsed;
}

function parse(grammar: Grammar, text: string): ExpressionText {
  const reader = new ExpressionReader(text);
  const { aliased, names, values } = reader;
  const parsed = { kind: 'text', text, aliased, names, values, paths: [], alternative: false } as const;
  switch (grammar) {
    case 'condition':
      return { ...parsed, alternative: readCondition(reader) };
    case 'projection':
      return { ...parsed, paths: readProjection(reader) };
    case 'update':
      return { ...parsed, paths: readUpdate(reader) };
  }
}

/**
 * Reads a projection. Gives its paths.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 */
function readProjection(reader: ExpressionReader): Path[] {
  const uses = reader.list(() => reader.path(true));
  const last = uses.at(-1);
  const next = reader.peek();
  // A name with a blank in it looks like two.
  if (next.kind === 'word' && last !== undefined)
    throw reader.error('"," or the end', next, reader.upToComma(last.start));
  reader.expectEnd('"," or the end');
  return uses.map(({ path }) => path);
}

import { ExpressionReader } from './expression-reader.ts';
import { readCondition } from './read-condition.ts';
import { readUpdate } from './read-update.ts';
import type { ExpressionText, Path } from './tree.ts';

/** Conditions, filters and key conditions have one grammar. */
export type Grammar = 'condition' | 'projection' | 'update';

const MAX_KEPT = 1_000;
/** Characters, of one expression (AWS takes no longer ones) and of all of one grammar. */
const MAX_KEPT_LENGTH = 4_096;
const MAX_KEPT_LENGTHS = 500_000;

class KeptExpressions {
  private readonly parsed = new Map<string, ExpressionText>();
  private lengths = 0;

  get(text: string): ExpressionText | undefined {
    return this.parsed.get(text);
  }

  keep(parsed: ExpressionText): void {
    const { length } = parsed.text;
    if (length > MAX_KEPT_LENGTH) return;
    if (this.parsed.size >= MAX_KEPT || this.lengths + length > MAX_KEPT_LENGTHS) {
      this.parsed.clear();
      this.lengths = 0;
    }
    this.parsed.set(parsed.text, parsed);
    this.lengths += length;
  }
}

const kept: Readonly<Record<Grammar, KeptExpressions>> = {
  condition: new KeptExpressions(),
  projection: new KeptExpressions(),
  update: new KeptExpressions(),
};

/**
 * Parses an expression. Those of one task are the same for each of its jobs, so they are parsed once and kept.
 * @throws ExpressionSyntaxError when it is none
 */
export function parseExpression(grammar: Grammar, text: string): ExpressionText {
  const before = kept[grammar].get(text);
  if (before !== undefined) return before;
  const parsed = parse(grammar, text);
  kept[grammar].keep(parsed);
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

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
function readProjection(reader: ExpressionReader): Path[] {
  const paths = reader.list(() => reader.path(true).path);
  reader.expectEnd('"," or the end');
  return paths;
}

import type { Engine } from '../engine/ask.ts';
import { type Comparison, compareAll } from './compare.ts';
import { type Part, textOf } from './expressions.ts';

/** A difference, with the parts of its expression. */
export interface Difference {
  readonly whole: Part;
  readonly found: Comparison;
}

const ROUNDS = 12;
const TRIED = 60;
const LITERALS = ['null', '1', '"a"', 'true', '[]', '{}', '[1]'];

/** Makes the expressions shorter as long as the engines still differ, all of them at once. */
export async function reduceAll(engine: Engine, differences: readonly Difference[]): Promise<Difference[]> {
  let current = [...differences];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tries = current.flatMap(({ whole, found }, from) =>
      shorter(whole).map((part) => ({ from, part, vars: found.question.vars ?? {} })),
    );
    if (tries.length === 0) return current;
    const questions = tries.map(({ part, vars }, i) => ({ id: String(i), expr: textOf(part), vars }));
    const compared = await compareAll(engine, questions);
    const best = new Map<number, Difference>();
    for (const [i, found] of compared.entries()) {
      const { from, part } = tries[i] as (typeof tries)[number];
      const length = best.get(from)?.found.question.expr.length ?? Number.POSITIVE_INFINITY;
      if (!found.agree && found.question.expr.length < length) best.set(from, { whole: part, found });
    }
    if (best.size === 0) return current;
    current = current.map((difference, i) => best.get(i) ?? difference);
  }
  return current;
}

/** The form of an expression: its names and operators, without what its literals say. */
export function shapeOf(text: string): string {
  return text
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\b\d+(?:\.\d+)?/g, '1')
    .replace(/\b(?:response|list|s|n|k)(?:\.(?:\w+|`[^`]*`))*/g, 'v');
}

function shorter(whole: Part): Part[] {
  const before = textOf(whole).length;
  const all = [...within(whole), ...replaced(whole)].filter((part) => textOf(part).length < before);
  const sorted = all.sort((one, other) => textOf(one).length - textOf(other).length);
  const seen = new Map(sorted.map((part) => [textOf(part), part]));
  return [...seen.values()].slice(0, TRIED);
}

/** All parts of an expression, each as one of its own. */
function within(whole: Part): Part[] {
  return whole.pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece, ...within(piece)]));
}

/** The expression with one of its parts replaced by a part of that or by a literal. */
function replaced(whole: Part): Part[] {
  return whole.pieces.flatMap((piece, at) => {
    if (typeof piece === 'string') return [];
    const literals = LITERALS.map((text): Part => ({ kind: piece.kind, pieces: [text] }));
    return [...literals, ...within(piece), ...replaced(piece)].map(
      (part): Part => ({ kind: whole.kind, pieces: whole.pieces.with(at, part) }),
    );
  });
}

import { connectorFunctions } from '../connector-functions.ts';
import { FeelError } from '../errors.ts';
import { compileTree } from '../evaluation/compiler.ts';
import { DEFAULT_BUDGET, Run } from '../evaluation/run.ts';
import { Scope } from '../evaluation/scope.ts';
import { toJson } from '../json.ts';
import { partsOf } from '../syntax/parts.ts';
import type { Node } from '../syntax/tree.ts';
import { isErrorValue } from '../values.ts';
import { engineFunctions } from './functions.ts';
import { type PartlyKnown, Unknown } from './unknown.ts';
import { Uses } from './uses.ts';

/** Functions whose value changes from one evaluation to the next. */
const CHANGING = ['now', 'today', 'random number', 'uuid'];

/** What the constant parts of an expression may take to evaluate, all together, so that nobody waits for a hostile one. */
const STEPS = 1_000;
const STEPS_PER_CHARACTER = 10;

/** Evaluates those parts of an expression that depend on nothing. */
export class Constants {
  private left: number;

  /** @param length of the text of the expression, in characters */
  constructor(length: number) {
    this.left = STEPS + STEPS_PER_CHARACTER * length;
  }

  /** The value of a part; within contexts and lists, what is not known is `Unknown`. */
  knownOf(node: Node): PartlyKnown {
    if (this.isConstant(node)) return this.evaluated(node);
    if (node.type === 'context') {
      // A key may be `__proto__`.
      return Object.fromEntries(node.entries.map(([key, value]) => [key, this.knownOf(value)]));
    }
    if (node.type === 'list') return node.items.map((item) => this.knownOf(item));
    return new Unknown(hasEmptyText(node));
  }

  private isConstant(node: Node): boolean {
    const uses = new Uses(true, undefined);
    uses.visit(node);
    const { names, calls } = uses;
    return names.length === 0 && calls.every(({ name }) => !CHANGING.includes(name) && !engineFunctions.has(name));
  }

  private evaluated(node: Node): PartlyKnown {
    const { code, levels } = compileTree(node, connectorFunctions);
    const run = new Run({ ...DEFAULT_BUDGET, steps: Math.min(this.left, DEFAULT_BUDGET.steps) }, 0, levels);
    try {
      const result = code(run, new Scope(undefined, {}));
      return isErrorValue(result) ? new Unknown() : toJson(run, result);
    } catch (error) {
      // The engine has other limits.
      if (error instanceof FeelError) return new Unknown();
      throw error;
    } finally {
      this.left -= run.taken;
    }
  }
}

function hasEmptyText(node: Node): boolean {
  return (node.type === 'string' && node.value === '') || partsOf(node).some(hasEmptyText);
}

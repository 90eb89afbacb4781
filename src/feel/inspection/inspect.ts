import { parse } from '../syntax/parser.ts';
import type { Node } from '../syntax/tree.ts';
import { Constants } from './constants.ts';
import type { Dialect } from './functions.ts';
import type { PartlyKnown } from './unknown.ts';
import { type CallUse, type NameUse, Uses } from './uses.ts';

/** What an expression says without being evaluated. */
export interface Inspection {
  readonly names: readonly NameUse[];
  /** Names for which the expression is ready to find none: it compares them with null, or asks whether they are defined. */
  readonly optionalNames: ReadonlySet<string>;
  /**
   * Paths that begin at an entry of a context, though most likely the variable of its name is meant: in
   * `{order: order.id, total: order.total}`, the total is null. A path ends at its first filter.
   */
  readonly hiddenPaths: readonly (readonly string[])[];
  readonly calls: readonly CallUse[];
  readonly value: PartlyKnown;
  /** The keys of the contexts that it can give; undefined if that is not known. */
  readonly keys: readonly string[] | undefined;
}

/**
 * Reads a FEEL expression, and says what it reads and calls, and its value as far as that depends on no variable and no clock. The
 * text has no leading `=`.
 * @throws FeelSyntaxError when the text is not FEEL
 */
export function inspect(text: string, { hasConnectorFunctions }: Dialect): Inspection {
  const tree = parse(text);
  const constants = new Constants(text.length);
  const uses = new Uses(hasConnectorFunctions, constants);
  uses.visit(tree);
  const { names, optionalNames, hiddenPaths, calls } = uses;
  return { names, optionalNames, hiddenPaths, calls, value: constants.knownOf(tree), keys: keysOf(tree) };
}

function keysOf(node: Node): readonly string[] | undefined {
  switch (node.type) {
    case 'null':
      return [];
    case 'context':
      return node.entries.map(([key]) => key);
    case 'if': {
      const [one, other] = [keysOf(node.then), keysOf(node.else)];
      return one === undefined || other === undefined ? undefined : [...one, ...other];
    }
    default:
      return undefined;
  }
}

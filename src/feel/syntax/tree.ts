import type { FeelNumber, TemporalValue } from '../values.ts';

/** A name and the list that it goes through, in `for`, `some` and `every`. */
export interface Iterator {
  readonly name: string;
  readonly source: Node;
}

export interface RangeNode {
  readonly type: 'range';
  readonly start: Node;
  readonly end: Node;
  readonly startClosed: boolean;
  readonly endClosed: boolean;
}

/** The arguments of a call: in order, or by name. */
export type Arguments =
  | { readonly named: false; readonly values: readonly Node[] }
  | { readonly named: true; readonly values: ReadonlyMap<string, Node> };

export type ComparisonOperator = '=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';

/** A parsed expression. Chains like `a + b + c` and `a.b[1].c` are flat, so that a long chain is not a deep tree. */
export type Node =
  | { readonly type: 'null' | 'input' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: FeelNumber }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'temporal'; readonly value: TemporalValue }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'context'; readonly entries: readonly (readonly [key: string, value: Node])[] }
  | RangeNode
  | { readonly type: 'variable'; readonly names: readonly string[] }
  | { readonly type: 'chain'; readonly base: Node; readonly links: readonly Link[] }
  | { readonly type: 'call'; readonly name: string; readonly args: Arguments }
  | { readonly type: 'method'; readonly path: readonly string[]; readonly name: string; readonly args: Arguments }
  | { readonly type: 'function'; readonly parameters: readonly string[]; readonly body: Node }
  | { readonly type: 'arithmetic'; readonly base: Node; readonly steps: readonly ArithmeticStep[] }
  | { readonly type: 'negation'; readonly value: Node }
  | { readonly type: 'comparison'; readonly operator: ComparisonOperator; readonly left: Node; readonly right: Node }
  | { readonly type: 'unequal'; readonly left: Node; readonly right: Node }
  | { readonly type: 'between'; readonly value: Node; readonly from: Node; readonly to: Node }
  | { readonly type: 'instance'; readonly value: Node; readonly of: string }
  | { readonly type: 'in'; readonly value: Node; readonly tests: readonly Node[] }
  | { readonly type: 'and' | 'or'; readonly items: readonly Node[] }
  | { readonly type: 'if'; readonly condition: Node; readonly then: Node; readonly else: Node }
  | { readonly type: 'for'; readonly iterators: readonly Iterator[]; readonly body: Node }
  | {
      readonly type: 'quantified';
      readonly some: boolean;
      readonly iterators: readonly Iterator[];
      readonly body: Node;
    }
  | { readonly type: 'iteration'; readonly start: Node; readonly end: Node }
  | UnaryTest;

/** A test of the input value, after `in` or on its own. */
type UnaryTest =
  | { readonly type: 'test range'; readonly range: RangeNode }
  | { readonly type: 'test comparison'; readonly operator: ComparisonOperator; readonly right: Node }
  | { readonly type: 'test value'; readonly value: Node };

export type Link = { readonly type: 'path'; readonly key: string } | { readonly type: 'filter'; readonly filter: Node };

export interface ArithmeticStep {
  readonly operator: ArithmeticOperator;
  readonly right: Node;
}

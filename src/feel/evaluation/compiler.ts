import type { Node } from '../syntax/tree.ts';
import { ErrorValue, isErrorValue, kindOf, typeName } from '../values.ts';
import { callCode, functionCode, methodCode } from './calls.ts';
import { chainCode } from './chain.ts';
import type { Code, Compiler, Functions, Repeated } from './code.ts';
import { contextCode, listCode, rangeCode } from './collections.ts';
import { conditionalCode, junctionCode } from './logic.ts';
import { forCode, iterationCode, quantifiedCode } from './loops.ts';
import { arithmetic, compare, negation } from './operators.ts';
import { path } from './path.ts';
import { INPUT, inCode, testComparisonCode, testRangeCode, testValueCode } from './tests.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/**
 * Makes code of an expression. Each part becomes a closure over the code of its own parts.
 * @param functions what it may call beside FEEL's own functions
 */
export function compileTree(tree: Node, functions: Functions): Repeated {
  return new TreeCompiler(functions).repeated(tree);
}

class TreeCompiler implements Compiler {
  readonly functions: Functions;
  private steps = 0;
  private levels = 0;
  private readsPartial = false;

  constructor(functions: Functions) {
    this.functions = functions;
  }

  repeated(node: Node): Repeated {
    const { steps, levels, readsPartial } = this;
    this.steps = 0;
    this.levels = 0;
    this.readsPartial = false;
    const result = {
      code: this.code(node),
      steps: this.steps + 2,
      levels: this.levels,
      readsPartial: this.readsPartial,
    };
    this.steps += steps;
    this.levels = Math.max(this.levels, levels);
    this.readsPartial ||= readsPartial;
    return result;
  }

  code(node: Node): Code {
    this.steps += node.type === 'call' ? 3 : 1;
    const { levels } = this;
    this.levels = 0;
    const code = this.partCode(node);
    this.levels = Math.max(this.levels + 1, levels);
    return code;
  }

  private partCode(node: Node): Code {
    switch (node.type) {
      case 'null':
        return () => null;
      case 'boolean':
      case 'number':
      case 'string':
      case 'temporal': {
        const { value } = node;
        return () => value;
      }
      case 'input':
        return (_run, scope) => {
          const input = scope.read(INPUT);
          return input === undefined ? new ErrorValue(NO_INPUT, true) : input;
        };
      case 'variable':
        this.readsPartial ||= node.names[0] === 'partial';
        return variableCode(node);
      case 'list':
        return listCode(this, node);
      case 'context':
        return contextCode(this, node);
      case 'range':
        return rangeCode(this, node);
      case 'chain':
        return chainCode(this, node);
      case 'call':
        return callCode(this, node);
      case 'method':
        return methodCode(this, node);
      case 'function':
        return functionCode(this, node);
      case 'arithmetic':
        return this.arithmetic(node);
      case 'negation': {
        const value = this.code(node.value);
        return (run, scope) => negation(run, value(run, scope));
      }
      case 'comparison': {
        const { operator } = node;
        const left = this.code(node.left);
        const right = this.code(node.right);
        return (run, scope) => compare(run, operator, left(run, scope), right(run, scope));
      }
      case 'unequal': {
        const left = this.code(node.left);
        const right = this.code(node.right);
        return (run, scope) => {
          const equal = compare(run, '=', left(run, scope), right(run, scope));
          if (typeof equal === 'boolean') return !equal;
          if (isErrorValue(equal)) return equal.fatal ? equal : null;
          return run.expected('boolean', equal);
        };
      }
      case 'between': {
        const value = this.code(node.value);
        const from = this.code(node.from);
        const to = this.code(node.to);
        return junctionCode(false, [
          (run, scope) => compare(run, '>=', value(run, scope), from(run, scope)),
          (run, scope) => compare(run, '<=', value(run, scope), to(run, scope)),
        ]);
      }
      case 'instance':
        return instanceCode(this.code(node.value), node.of);
      case 'in':
        return inCode(this, node);
      case 'test range':
        return testRangeCode(this, node);
      case 'test comparison':
        return testComparisonCode(this, node);
      case 'test value':
        return testValueCode(this, node);
      case 'and':
      case 'or':
        return junctionCode(
          node.type === 'or',
          node.items.map((item) => this.code(item)),
        );
      case 'if':
        return conditionalCode(this, node);
      case 'for':
        return forCode(this, node);
      case 'quantified':
        return quantifiedCode(this, node);
      case 'iteration':
        return iterationCode(this, node);
    }
  }

  private arithmetic({ base, steps }: Of<'arithmetic'>): Code {
    const first = this.code(base);
    const codes = steps.map(({ operator, right }) => [operator, this.code(right)] as const);
    const [only] = codes;
    if (codes.length === 1 && only !== undefined) {
      const [operator, right] = only;
      return (run, scope) => arithmetic(run, operator, first(run, scope), right(run, scope));
    }
    return (run, scope) => {
      let value = first(run, scope);
      for (const [operator, right] of codes) value = arithmetic(run, operator, value, right(run, scope));
      return value;
    };
  }
}

const NO_INPUT = "No input value available. '?' can only be used inside an unary-test expression.";

function variableCode({ names }: Of<'variable'>): Code {
  const [head, ...keys] = names as [string, ...string[]];
  return (run, scope) => {
    let value = scope.read(head);
    if (value === undefined) {
      run.warn('NO_VARIABLE_FOUND', () => `No variable found with name '${head}'`);
      return null;
    }
    for (const key of keys) value = path(run, value, key);
    return value;
  };
}

const OTHER_TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['date time', 'date and time'],
  ['year-month-duration', 'years and months duration'],
  ['day-time-duration', 'days and time duration'],
]);

function instanceCode(code: Code, of: string): Code {
  const type = OTHER_TYPE_NAMES.get(of) ?? of;
  return (run, scope) => {
    const value = code(run, scope);
    if (isErrorValue(value)) return value;
    return type === 'Any' ? value !== null : typeName(kindOf(value)) === type;
  };
}

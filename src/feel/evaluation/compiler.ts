import type { Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import {
  ErrorValue,
  type FeelFunction,
  FeelRange,
  isErrorValue,
  isNumber,
  kindOf,
  LiteralContext,
  TemporalValue,
  typeName,
  type Value,
} from '../values.ts';
import { callCode, functionCode, methodCode } from './calls.ts';
import { chainCode } from './chain.ts';
import type { Code, Compiler, Repeated } from './code.ts';
import { combine, isDecided } from './logic.ts';
import { forCode, iterationCode, quantifiedCode } from './loops.ts';
import { arithmetic, compare, negation } from './operators.ts';
import { path } from './path.ts';
import { INPUT, inCode, testComparisonCode, testRangeCode, testValueCode } from './tests.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** Makes code of an expression. Each part becomes a closure over the code of its own parts. */
export function compileTree(tree: Node): Repeated {
  return new TreeCompiler().repeated(tree);
}

class TreeCompiler implements Compiler {
  private steps = 0;
  private levels = 0;
  private readsPartial = false;

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
        return this.list(node);
      case 'context':
        return this.context(node);
      case 'range':
        return this.range(node);
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
        return this.conditional(node);
      case 'for':
        return forCode(this, node);
      case 'quantified':
        return quantifiedCode(this, node);
      case 'iteration':
        return iterationCode(this, node);
    }
  }

  private list({ items }: Of<'list'>): Code {
    const codes = items.map((item) => this.code(item));
    return (run, scope) => {
      const list: Value[] = [];
      for (const code of codes) {
        const item = code(run, scope);
        if (isErrorValue(item)) return item.suppressible;
        list.push(item);
      }
      return list;
    };
  }

  private context({ entries }: Of<'context'>): Code {
    const codes = entries.map(([key, value]) => [key, this.code(value)] as const);
    return (run, scope) => {
      const made = new Map<string, Value>();
      let functions: Map<string, FeelFunction[]> | undefined;
      let inner = scope;
      for (const [key, code] of codes) {
        const value = code(run, inner);
        if (isErrorValue(value)) return value.suppressible;
        if (kindOf(value) === 'function') {
          run.bindsFunctions = true;
          functions ??= new Map();
          // If several functions have the same name, a call takes the first one that fits.
          const all = [...(functions.get(key) ?? []), value as FeelFunction];
          functions.set(key, all);
          inner = inner.withFunctions(key, all);
        } else {
          made.set(key, value);
          inner = inner.with(key, value);
        }
      }
      return new LiteralContext(made, functions);
    };
  }

  private range(node: Of<'range'>): Code {
    const startCode = this.code(node.start);
    const endCode = this.code(node.end);
    const { startClosed, endClosed } = node;
    return (run, scope) => {
      const start = startCode(run, scope);
      const end = endCode(run, scope);
      if (isErrorValue(start)) return start;
      if (isErrorValue(end)) return end;
      if (kindOf(start) === kindOf(end) && (isNumber(start) || start instanceof TemporalValue)) {
        return new FeelRange(start, end, startClosed, endClosed);
      }
      return run.errorValue('INVALID_TYPE', () => `Invalid range definition '${describe(start)}..${describe(end)}'`);
    };
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

  private conditional(node: Of<'if'>): Code {
    const condition = this.code(node.condition);
    const yes = this.code(node.then);
    const no = this.code(node.else);
    return (run, scope) => {
      const met = condition(run, scope);
      if (isErrorValue(met) && met.fatal) return met;
      if (typeof met !== 'boolean' && !isErrorValue(met)) run.expected('boolean', met);
      const value = met === true ? yes(run, scope) : no(run, scope);
      // The engine treats a failed branch like a failed condition.
      return isErrorValue(value) && !value.fatal ? no(run, scope) : value;
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

function junctionCode(deciding: boolean, codes: readonly Code[]): Code {
  return (run, scope) => {
    let state = combine(run, deciding, !deciding, (codes[0] as Code)(run, scope));
    for (let i = 1; i < codes.length; i++) {
      if (isDecided(deciding, state)) return state;
      // `a and b and c` is `(a and b) and c`: a null of the operands before is a wrong operand, which gives a warning.
      if (i > 1 && state === null) run.expected('boolean', null);
      state = combine(run, deciding, state, (codes[i] as Code)(run, scope));
    }
    return state;
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

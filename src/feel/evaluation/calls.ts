import { builtins } from '../builtins/index.ts';
import type { Arguments, Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import { ErrorValue, FeelContext, FeelFunction, isContext, isErrorValue, type Result, type Value } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** How the arguments of a call choose a function and become the values of its parameters. */
interface Application {
  readonly fits: (fn: FeelFunction) => boolean;
  readonly signature: string;
  values(fn: FeelFunction, run: Run, scope: Scope): Value[] | ErrorValue;
}

function application(compiler: Compiler, args: Arguments): Application {
  if (args.named) {
    const codes = new Map([...args.values].map(([name, node]) => [name, compiler.code(node)]));
    const names = [...codes.keys()];
    return {
      fits: ({ parameters }) => names.every((name) => parameters.includes(name)),
      signature: `parameters: ${names.join(',')}`,
      values: ({ parameters }, run, scope) => checked(parameters.map((name) => codes.get(name)?.(run, scope) ?? null)),
    };
  }
  const codes = args.values.map((node) => compiler.code(node));
  const count = codes.length;
  return {
    fits: ({ parameters, varArgs }) => parameters.length === count || (varArgs && parameters.length < count),
    signature: `${count} parameters`,
    values: (fn, run, scope) => {
      const values = checked(codes.map((code) => code(run, scope)));
      // A fatal error value among any number of arguments fails only the call, as in the engine.
      if (fn.varArgs && values instanceof ErrorValue) return values.suppressible;
      return fn.varArgs && !isErrorValue(values as Result)
        ? gather(values as Value[], fn.parameters.length - 1)
        : values;
    },
  };
}

/** Gives the arguments. If some are error values, gives the first fatal one, else the first one. */
function checked(values: readonly Result[]): Value[] | ErrorValue {
  let error: ErrorValue | undefined;
  for (const value of values) {
    if (value instanceof ErrorValue && (error === undefined || (value.fatal && !error.fatal))) error = value;
  }
  return error ?? (values as Value[]);
}

/**
 * Makes a list of all arguments after the first `fixed`. If there are no others, a single argument that is a list stays that
 * list.
 */
function gather(values: Value[], fixed: number): Value[] {
  const rest = values.slice(fixed);
  const only = rest.length === 1 && fixed === 0 && Array.isArray(rest[0]);
  return [...values.slice(0, fixed), only ? (rest[0] as Value) : rest];
}

/** Makes code of `name(…)`. A call that fails gives null, with a warning. */
export function callCode(compiler: Compiler, { name, args }: Of<'call'>): Code {
  const { fits, signature, values } = application(compiler, args);
  const builtin = builtins.get(name)?.find(fits) ?? compiler.functions.get(name)?.find(fits);
  return (run, scope) => {
    const fn = (run.bindsFunctions ? scope.findFunction(name, fits) : undefined) ?? builtin;
    if (fn === undefined) {
      run.warn('NO_FUNCTION_FOUND', () => `No function found with name '${name}' and ${signature}`);
      return null;
    }
    run.spend(1);
    const parameters = values(fn, run, scope);
    const result = parameters instanceof ErrorValue ? parameters : fn.invoke(run, parameters);
    if (!isErrorValue(result) || result.fatal) return result;
    if (name === 'assert') {
      run.warn('ASSERT_FAILURE', () => result.message);
      run.assertion ??= result;
    } else {
      run.warn('FUNCTION_INVOCATION_FAILURE', () => `Failed to invoke function '${name}': ${result.message}`);
    }
    return null;
  };
}

/** Makes code of `path.name(…)`, which calls a function in a context. A call that fails gives an error value. */
export function methodCode(compiler: Compiler, { path, name, args }: Of<'method'>): Code {
  const { fits, signature, values } = application(compiler, args);
  const owner = compiler.code({ type: 'variable', names: path });
  return (run, scope) => {
    const context = owner(run, scope);
    if (isErrorValue(context)) return context;
    if (!isContext(context)) {
      return run.errorValue('INVALID_TYPE', () => `Expected context but found '${describe(context)}'`);
    }
    const functions = context instanceof FeelContext ? context.functions : undefined;
    const fn = functions?.get(name)?.find(fits);
    if (fn === undefined) {
      return run.errorValue('NO_FUNCTION_FOUND', () => `No function found with name '${name}' and ${signature}`);
    }
    const parameters = values(fn, run, scope);
    return parameters instanceof ErrorValue ? parameters : fn.invoke(run, parameters);
  };
}

/** Makes code of `function(…) body`. The body sees the names around it and the parameters. */
export function functionCode(compiler: Compiler, { parameters, body }: Of<'function'>): Code {
  const { code, steps, levels } = compiler.repeated(body);
  return (run, scope) =>
    new FeelFunction(parameters, (_call, args) => {
      run.spend(steps);
      run.enter(levels);
      let inner = scope;
      for (let i = 0; i < parameters.length && i < args.length; i++) {
        inner = new Scope(inner, undefined, parameters[i], args[i]);
      }
      try {
        return code(run, inner);
      } finally {
        run.leave(levels);
      }
    });
}

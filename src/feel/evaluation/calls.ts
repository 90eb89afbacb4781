import { builtins } from '../builtins/index.ts';
import { connectorFunctions } from '../connector-functions.ts';
import type { Arguments, Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import { Failure, FeelContext, FeelFunction, isContext, isFailure, type Result, type Value } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** How a call's arguments choose a function, and become its parameters. */
interface Application {
  readonly fits: (fn: FeelFunction) => boolean;
  readonly signature: string;
  values(fn: FeelFunction, run: Run, scope: Scope): Value[] | Failure;
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
      // a fatal failure among any number of arguments only fails the call
      if (fn.varArgs && values instanceof Failure) return values.suppressible;
      return fn.varArgs && !isFailure(values as Result) ? gather(values as Value[], fn.parameters.length - 1) : values;
    },
  };
}

/** The fatal failure among the arguments, else the first one; or the arguments. */
function checked(values: readonly Result[]): Value[] | Failure {
  let failure: Failure | undefined;
  for (const value of values) {
    if (value instanceof Failure && (failure === undefined || (value.fatal && !failure.fatal))) failure = value;
  }
  return failure ?? (values as Value[]);
}

/** Further arguments become a list; a single list is that list already, if the function has no other parameter. */
function gather(values: Value[], fixed: number): Value[] {
  const rest = values.slice(fixed);
  const only = rest.length === 1 && fixed === 0 && Array.isArray(rest[0]);
  return [...values.slice(0, fixed), only ? (rest[0] as Value) : rest];
}

/** `name(…)`: what fails is null, with a warning. */
export function callCode(compiler: Compiler, { name, args }: Of<'call'>): Code {
  const { fits, signature, values } = application(compiler, args);
  const builtin = builtins.get(name)?.find(fits) ?? connectorFunctions.get(name)?.find(fits);
  return (run, scope) => {
    const fn = (run.bindsFunctions ? scope.findFunction(name, fits) : undefined) ?? builtin;
    if (fn === undefined) {
      run.warn('NO_FUNCTION_FOUND', () => `No function found with name '${name}' and ${signature}`);
      return null;
    }
    run.spend(1);
    const parameters = values(fn, run, scope);
    const result = parameters instanceof Failure ? parameters : fn.invoke(run, parameters);
    if (!isFailure(result) || result.fatal) return result;
    if (name === 'assert') {
      run.warn('ASSERT_FAILURE', () => result.message);
      run.assertion ??= result;
    } else {
      run.warn('FUNCTION_INVOCATION_FAILURE', () => `Failed to invoke function '${name}': ${result.message}`);
    }
    return null;
  };
}

/** `path.name(…)`: calls a function that the context holds. What fails stays a failure. */
export function methodCode(compiler: Compiler, { path, name, args }: Of<'method'>): Code {
  const { fits, signature, values } = application(compiler, args);
  const owner = compiler.code({ type: 'variable', names: path });
  return (run, scope) => {
    const context = owner(run, scope);
    if (isFailure(context)) return context;
    if (!isContext(context)) {
      return run.failure('INVALID_TYPE', () => `Expected context but found '${describe(context)}'`);
    }
    const functions = context instanceof FeelContext ? context.functions : undefined;
    const fn = functions?.get(name)?.find(fits);
    if (fn === undefined) {
      return run.failure('NO_FUNCTION_FOUND', () => `No function found with name '${name}' and ${signature}`);
    }
    const parameters = values(fn, run, scope);
    return parameters instanceof Failure ? parameters : fn.invoke(run, parameters);
  };
}

/** `function(…) body`: the body sees the names around it, and the parameters. */
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

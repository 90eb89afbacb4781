import { entryOf } from '../contexts.ts';
import { type Context, FeelContext, FeelFunction, type Value } from '../values.ts';

type Functions = ReadonlyMap<string, readonly FeelFunction[]>;

/**
 * The names that a part of the expression sees. A scope adds one level to the scope around it. A level is a context (the variables
 * of the evaluation, or an item of a filtered list), a single name, or both. If both have a name, the context wins.
 * Functions are kept apart from values: they can be called by their names, but not read.
 */
export class Scope {
  readonly outer: Scope | undefined;
  readonly context: Context | undefined;
  readonly name: string | undefined;
  readonly value: Value;
  readonly functions: Functions | undefined;

  constructor(
    outer: Scope | undefined,
    context: Context | undefined,
    name?: string,
    value: Value = null,
    fns?: Functions,
  ) {
    this.outer = outer;
    this.context = context;
    this.name = name;
    this.value = value;
    this.functions = fns;
  }

  /** Gives the value of a name, or undefined when there is none. */
  read(name: string): Value | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined) {
      if (scope.context !== undefined) {
        const value = entryOf(scope.context, name);
        if (value !== undefined) return value;
      }
      if (scope.name === name) return scope.value;
      scope = scope.outer;
    }
    return undefined;
  }

  /** Gives the innermost function of a name that fits, or undefined when there is none. */
  findFunction(name: string, fits: (fn: FeelFunction) => boolean): FeelFunction | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined) {
      const { context } = scope;
      const found =
        (context instanceof FeelContext ? context.functions?.get(name)?.find(fits) : undefined) ??
        scope.functions?.get(name)?.find(fits);
      if (found !== undefined) return found;
      scope = scope.outer;
    }
    return undefined;
  }

  /** Gives a new scope with one more name. */
  with(name: string, value: Value): Scope {
    return value instanceof FeelFunction ? this.withFunctions(name, [value]) : new Scope(this, undefined, name, value);
  }

  withFunctions(name: string, functions: readonly FeelFunction[]): Scope {
    return new Scope(this, undefined, undefined, null, new Map([[name, functions]]));
  }
}

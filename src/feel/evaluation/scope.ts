import { entryOf } from '../contexts.ts';
import { type Context, FeelContext, FeelFunction, type Value } from '../values.ts';

type Functions = ReadonlyMap<string, readonly FeelFunction[]>;

/**
 * What names mean at a place of the expression: one more level over the level around it. A level is a context (an item of a
 * filtered list, the variables of the evaluation), a single name, or both; the context hides the name.
 * A function is bound apart from values: it can be called by its name, but not read.
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

  /** The value that a name stands for; undefined when it stands for none. */
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

  /** The innermost function of that name that fits. */
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

  /** A level with one more name. */
  with(name: string, value: Value): Scope {
    return value instanceof FeelFunction ? this.withFunctions(name, [value]) : new Scope(this, undefined, name, value);
  }

  withFunctions(name: string, functions: readonly FeelFunction[]): Scope {
    return new Scope(this, undefined, undefined, null, new Map([[name, functions]]));
  }
}

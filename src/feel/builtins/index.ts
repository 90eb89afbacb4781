import type { Builtin } from '../builtin.ts';
import { aggregateBuiltins } from './aggregate.ts';
import { booleanBuiltins } from './boolean.ts';
import { contextBuiltins } from './context.ts';
import { conversionBuiltins } from './conversion.ts';
import { listBuiltins } from './list.ts';
import { matchBuiltins } from './match.ts';
import { numberBuiltins } from './number.ts';
import { rangeBuiltins } from './range.ts';
import { stringBuiltins } from './string.ts';
import { temporalBuiltins } from './temporal.ts';
import { temporalConversionBuiltins } from './temporal-conversion.ts';

/**
 * All builtin functions of Camunda's engine, by name.
 * https://docs.camunda.io/docs/components/modeler/feel/builtin-functions/feel-built-in-functions-introduction/
 */
export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ...conversionBuiltins,
  ...temporalConversionBuiltins,
  ...booleanBuiltins,
  ...stringBuiltins,
  ...matchBuiltins,
  ...listBuiltins,
  ...aggregateBuiltins,
  ...numberBuiltins,
  ...contextBuiltins,
  ...rangeBuiltins,
  ...temporalBuiltins,
]);

import { isDeepStrictEqual } from 'node:util';
import { compile, FeelError, FeelSyntaxError } from '../../../src/feel/index.ts';
import { type Answer, NOW, type Question } from './ask.ts';

/** What an expression comes to: the value that the connector runtime writes, or where it failed. */
export type Outcome = { readonly value: unknown } | { readonly failed: string };

/** What this project's engine makes of a question, at the time that Camunda's engine is asked. */
export function ownOutcome({ expr, vars = {} }: Question): Outcome {
  try {
    return { value: comparable(compile(expr).evaluate(vars, { now: NOW }).value) };
  } catch (error) {
    if (error instanceof FeelSyntaxError) return { failed: 'parse' };
    if (error instanceof FeelError) return { failed: 'evaluate' };
    return { failed: `crash: ${error instanceof Error ? error.stack : error}` };
  }
}

/** What Camunda's engine made of it. */
export function engineOutcome(answer: Answer): Outcome {
  if (!answer.ok) return { failed: answer.phase };
  return { value: comparable('connector' in answer ? answer.connector : answer.value) };
}

/** Whether both are the same; the order of keys means nothing. */
export function agree(one: Outcome, other: Outcome): boolean {
  return isDeepStrictEqual(one, other);
}

/** A value in the form of the cases: `{"$number": digits}` for what a double cannot hold, one zero. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const digits = String(value);
    return String(Number(value)) === digits ? Number(value) : new Map([['$number', digits]]);
  }
  if (value === 0) return 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  return new Map(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}

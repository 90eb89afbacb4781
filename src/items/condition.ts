import type { Attributes } from '../attributes/attributes.ts';
import { andExists, type Expressions, writeExpressions } from '../expressions/index.ts';

interface WriteInput {
  readonly mustExist?: boolean | undefined;
  readonly expressions: Expressions;
}

/** The expressions of a write by key, as AWS takes them: that the item is there, if it must be, and what the task says. */
export function conditionOn(key: Attributes, { mustExist = false, expressions }: WriteInput) {
  const [name = ''] = Object.keys(key);
  return writtenWithCondition(mustExist ? andExists(expressions, name) : expressions);
}

/** Expressions as AWS takes them. With a condition the item that is there is asked for, should it fail: the failure then carries it. */
export function writtenWithCondition(expressions: Expressions) {
  const ReturnValuesOnConditionCheckFailure = expressions.condition && ('ALL_OLD' as const);
  return { ReturnValuesOnConditionCheckFailure, ...writeExpressions(expressions) };
}

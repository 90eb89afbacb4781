import type { Attributes } from '../attributes/attributes.ts';
import { andExists, type Expressions, writeExpressions } from '../expressions/index.ts';

interface WriteInput {
  readonly mustExist?: boolean | undefined;
  readonly expressions: Expressions;
}

/** Gives the expressions of a write by key as AWS takes them. If the item must exist, the condition says so too. */
export function conditionOn(key: Attributes, { mustExist = false, expressions }: WriteInput) {
  const [name = ''] = Object.keys(key);
  return writtenWithCondition(mustExist ? andExists(expressions, name) : expressions);
}

/**
 * Gives expressions as AWS takes them. If they have a condition that then fails, AWS also returns the current item, and the
 * failure carries it.
 */
export function writtenWithCondition(expressions: Expressions) {
  const ReturnValuesOnConditionCheckFailure = expressions.condition && ('ALL_OLD' as const);
  return { ReturnValuesOnConditionCheckFailure, ...writeExpressions(expressions) };
}

import type { Attributes } from '../attributes/attributes.ts';
import { andExists, type Expressions } from '../expressions/index.ts';

interface WriteInput {
  readonly mustExist?: boolean | undefined;
  readonly expressions: Expressions;
}

/** The expressions of a write by key: that the item is there, if it must be, and what the task says. */
export function conditionOn(key: Attributes, { mustExist = false, expressions }: WriteInput) {
  const [name = ''] = Object.keys(key);
  const conditions = mustExist ? andExists(expressions, name) : expressions;
  return { ...conditions, ...onConditionFailure(conditions) };
}

/** Asks for the item that is there when a condition fails: the failure then carries it. */
export function onConditionFailure({ ConditionExpression }: Expressions) {
  return ConditionExpression === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

interface ConditionFields {
  readonly primaryKeyComponents: Record<string, AttributeValue>;
  readonly mustExist?: boolean | undefined;
  readonly conditionExpression?: string | undefined;
  readonly expressionAttributeNames?: Record<string, string> | undefined;
}

/** A placeholder of a form that nobody writes by hand. */
const KEY = '#mustExist__key';

/** The condition of a write with the names of its placeholders: that the item is there, if it must be, and what the task says. */
export function conditionOf({
  primaryKeyComponents,
  mustExist = false,
  conditionExpression,
  expressionAttributeNames,
}: ConditionFields): { expression: string | undefined; names: Record<string, string> | undefined } {
  if (!mustExist) return { expression: conditionExpression, names: expressionAttributeNames };
  const [keyName = ''] = Object.keys(primaryKeyComponents);
  const exists = `attribute_exists(${KEY})`;
  return {
    expression: conditionExpression === undefined ? exists : `${exists} AND ${inParentheses(conditionExpression)}`,
    names: { ...expressionAttributeNames, [KEY]: keyName },
  };
}

/** Asks for the item that is there when a condition fails: the failure then carries it. */
export function onConditionFailure(condition: string | undefined): 'ALL_OLD' | undefined {
  return condition === undefined ? undefined : 'ALL_OLD';
}

/** DynamoDB refuses two pairs of parentheses around the same. */
function inParentheses(expression: string): string {
  const text = expression.trim();
  return isInParentheses(text) ? text : `(${text})`;
}

function isInParentheses(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')') depth--;
    if (depth === 0) return text[0] === '(' && index === text.length - 1;
  }
  return false;
}

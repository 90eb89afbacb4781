import type { Attributes } from '../attributes/attributes.ts';
import type { Condition, UpdateForm } from './tree.ts';

/** What a task may say: expressions in DynamoDB's language, in which names need no placeholders, or forms in their place. */
export interface ExpressionFields {
  readonly conditionExpression?: string | undefined;
  readonly condition?: Condition | undefined;
  readonly filterExpression?: string | undefined;
  readonly filter?: Condition | undefined;
  readonly keyConditionExpression?: string | undefined;
  readonly keyCondition?: Condition | undefined;
  /** A text with commas, or a list. */
  readonly projectionExpression?: string | readonly string[] | undefined;
  readonly updateExpression?: string | undefined;
  readonly update?: UpdateForm | undefined;
  readonly expressionAttributeNames?: Record<string, string> | undefined;
  readonly expressionAttributeValues?: Attributes | undefined;
}

/** Where the fields stand, and whether they have AWS's names there, like `ConditionExpression`. */
export interface FieldsPlace {
  readonly path: readonly PropertyKey[];
  readonly members?: boolean;
}

/** Gives the name of a field where it stands. */
export function nameOf(field: keyof ExpressionFields, { members = false }: FieldsPlace): string {
  return members ? `${field[0]?.toUpperCase()}${field.slice(1)}` : field;
}

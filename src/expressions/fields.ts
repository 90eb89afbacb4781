import type { Attributes } from '../attributes/attributes.ts';
import type { ConditionForm, UpdateForm } from './forms.ts';

/** What a task may say: expressions in DynamoDB's language, in which names need no placeholders, or forms in their place. */
export interface ExpressionFields {
  readonly conditionExpression?: string | undefined;
  readonly condition?: ConditionForm | undefined;
  readonly filterExpression?: string | undefined;
  readonly filter?: ConditionForm | undefined;
  readonly keyConditionExpression?: string | undefined;
  readonly keyCondition?: ConditionForm | undefined;
  /** A text with commas, or a list. */
  readonly projectionExpression?: string | readonly string[] | undefined;
  readonly updateExpression?: string | undefined;
  readonly update?: UpdateForm | undefined;
  readonly expressionAttributeNames?: Record<string, string> | undefined;
  readonly expressionAttributeValues?: Attributes | undefined;
}

/** AWS's members of a request. The maps are never empty, which AWS would refuse. */
export interface Expressions {
  ConditionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
  UpdateExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Attributes | undefined;
}

/** Where the fields stand, and whether they have AWS's names there, like `ConditionExpression`. */
export interface FieldsPlace {
  readonly path: readonly PropertyKey[];
  readonly members?: boolean;
}

/** The name of a field where it stands. */
export function nameOf(field: keyof ExpressionFields, { members = false }: FieldsPlace): string {
  return members ? `${field[0]?.toUpperCase()}${field.slice(1)}` : field;
}

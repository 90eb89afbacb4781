import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';

/** The way to an attribute or into it: names as they are, and indexes of lists. */
export type Path = readonly (string | number)[];

/** A name in a text that needs a placeholder, and where it stands. */
export interface NameUse {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** An expression in DynamoDB's language, and what is in it. It is sent as it is, except for the names that need a placeholder. */
export interface ExpressionText {
  readonly kind: 'text';
  readonly text: string;
  /** The names that need a placeholder, in the order of the text. */
  readonly aliased: readonly NameUse[];
  /** The placeholders in it. */
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** The paths that a projection asks for, or that an update changes. They have placeholders where the text has them. */
  readonly paths: readonly Path[];
  /** Whether it is several conditions with OR between them. */
  readonly alternative: boolean;
}

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What can be asked of an attribute. */
export type Test =
  | { readonly operator: Comparator | 'beginsWith' | 'contains' | 'type'; readonly value: AttributeValue }
  | { readonly operator: 'size'; readonly comparator: Comparator; readonly value: AttributeValue }
  | { readonly operator: 'between' | 'in'; readonly values: readonly AttributeValue[] }
  | { readonly operator: 'exists'; readonly exists: boolean };

export type Operator = Test['operator'];

export interface TestForm {
  readonly kind: 'test';
  readonly path: Path;
  readonly test: Test;
}

/** A condition, filter or key condition as the task says it: as an expression, or as a form. */
export type Condition =
  | ExpressionText
  | TestForm
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition };

/** A path and the value that is set there, added to it or deleted from it. */
export interface Assignment {
  readonly path: Path;
  readonly value: AttributeValue;
}

/** An update that a task says as a form. */
export interface UpdateForm {
  readonly set: readonly Assignment[];
  readonly remove: readonly Path[];
  readonly add: readonly Assignment[];
  readonly delete: readonly Assignment[];
}

/** The expressions of a request, as the task gave them. `writeExpressions` writes them when they are sent. */
export interface Expressions {
  readonly keyCondition?: Condition | undefined;
  readonly update?: ExpressionText | UpdateForm | undefined;
  readonly condition?: Condition | undefined;
  readonly filter?: Condition | undefined;
  readonly projection?: readonly (ExpressionText | Path)[] | undefined;
  /** What the placeholders in the texts stand for. */
  readonly names?: Record<string, string> | undefined;
  readonly values?: Attributes | undefined;
}

/** Combines conditions. One condition stays as it is. */
export function combined(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { kind, conditions };
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The way to an attribute or into it: names as they are, and indexes of lists. */
export type Path = readonly (string | number)[];

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

/** A condition, filter or key condition, as a task says it without an expression. */
export type ConditionForm =
  | TestForm
  | { readonly kind: 'and' | 'or'; readonly forms: readonly ConditionForm[] }
  | { readonly kind: 'not'; readonly form: ConditionForm };

/** A path and the value that is set there, added to it or deleted from it. */
export interface Assignment {
  readonly path: Path;
  readonly value: AttributeValue;
}

/** An update, as a task says it without an expression. */
export interface UpdateForm {
  readonly set: readonly Assignment[];
  readonly remove: readonly Path[];
  readonly add: readonly Assignment[];
  readonly delete: readonly Assignment[];
}

/** One condition is no combination. */
export function combined(kind: 'and' | 'or', forms: readonly ConditionForm[]): ConditionForm {
  const [only] = forms;
  return forms.length === 1 && only !== undefined ? only : { kind, forms };
}

export { compileExpressions } from './compile.ts';
export { readCondition } from './condition-form.ts';
export { andExists, projectAlso, projectionOfUpdate, projectOnly } from './extend.ts';
export type { ExpressionFields, Expressions, FieldsPlace } from './fields.ts';
export type { ConditionForm, UpdateForm } from './forms.ts';
export { readKeyCondition } from './key-condition-form.ts';
export { readUpdate, updateOfAttributes } from './update-form.ts';

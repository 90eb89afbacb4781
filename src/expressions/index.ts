export { compileExpressions } from './compile.ts';
export { readCondition } from './condition-form.ts';
export { andExists, projectAlso, projectionOfUpdate, projectOnly } from './extend.ts';
export { readKeyCondition } from './key-condition-form.ts';
export type { Expressions } from './tree.ts';
export { MAX_CHANGES, readUpdate, updateOfAttributes } from './update-form.ts';
export { type ExpressionMembers, writeExpressions } from './write.ts';

import { isObject } from '../json/json.ts';

/** How other languages spell what the operators here do. The names have no `$`, `_`, blanks or dashes, and no capitals. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  '=': ['eq', '==', '===', 'equal', 'equals', 'equalto'],
  '<>': ['ne', 'neq', '!=', '!==', 'notequal', 'notequals', 'notequalto', 'not='],
  '<': ['lt', 'lessthan'],
  '<=': ['lte', 'le', '=<', 'lessthanorequal', 'lessthanorequals', 'lessthanorequalto', 'lessorequal'],
  '>': ['gt', 'greaterthan'],
  '>=': ['gte', 'ge', '=>', 'greaterthanorequal', 'greaterthanorequals', 'greaterthanorequalto', 'greaterorequal'],
  between: ['between'],
  in: ['in', 'oneof', 'anyof'],
  beginsWith: ['beginswith', 'startswith'],
  contains: ['contains'],
  'beginsWith or contains': ['like', 'ilike'],
  '{"exists": true}': ['exists', 'attributeexists', 'notnull', 'isnotnull'],
  '{"exists": false}': ['notexists', 'attributenotexists', 'doesnotexist', 'isnull'],
  '$not around the condition': ['not', 'nin', 'notin', 'notbetween', 'notcontains', 'notlike', 'notbeginswith'],
  type: ['attributetype'],
  size: [],
  '': ['regex', 'regexp', 'endswith'],
};

const rightSpellings = new Map(Object.entries(spellings).flatMap(([right, all]) => all.map((name) => [name, right])));

/** Those that only a sign in front makes look like an operator: else they are names of attributes. */
const withSign = new Map([
  ['$type', 'type'],
  ['$size', 'size'],
]);

/**
 * The operator that a name was meant for, like `>` for `gt` or `$gt`: empty where there is no such operator here, undefined where
 * the name looks like none. Right spellings look like none.
 */
export function operatorMeantBy(name: string): string | undefined {
  const signed = withSign.get(name);
  if (signed !== undefined) return signed;
  const right = rightSpellings.get(name.toLowerCase().replace(/[$@_\s-]/g, ''));
  return right === name ? undefined : right;
}

const COMPARATOR = /^[=<>!~]+$/;
const combinations = ['and', 'or', 'not'];

/** What was meant by the name of a member of a condition that is taken for an attribute's, as it reads: undefined for an attribute. */
export function meantInCondition(name: string, member?: unknown): string | undefined {
  if (COMPARATOR.test(name)) return 'a path first, and the operator within, like {"total": {">": 10}}';
  const combination = combinations.find((known) => known === name.toLowerCase());
  if (combination === undefined) return undefined;
  const combines = combination === 'not' ? isObject(member) : isList(member);
  return combines ? `$${combination}, or ['${name}'] for an attribute of this name` : undefined;
}

function isList(member: unknown): boolean {
  return Array.isArray(member) && member.length > 0 && member.every(isObject);
}

import { isObject } from '../json/json.ts';

/** How other languages spell the operators. The spellings have no `$`, `@`, `_`, blanks or dashes, and no capitals. */
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

/**
 * Names that look like an operator with this sign in front only. Spelled otherwise, like `Type`, they are names of attributes.
 */
const withSign = new Map([
  ['$type', 'type'],
  ['$size', 'size'],
]);

/**
 * Gives the operator that a name was meant for, like `>` for `gt` or `$gt`. Gives an empty text if there is no such operator
 * here, and undefined if the name looks like none or is spelled right.
 */
export function operatorMeantBy(name: string): string | undefined {
  const signed = withSign.get(name);
  if (signed !== undefined) return signed;
  const right = rightSpellings.get(name.toLowerCase().replace(/[$@_\s-]/g, ''));
  return right === name ? undefined : right;
}

const COMPARATOR = /^[=<>!~]+$/;
const combinations = ['and', 'or', 'not'];

/**
 * Gives what was meant by the name of a member of a condition, if it reads like an attribute's but is a comparator or a
 * combination, like `or`; undefined for an attribute.
 */
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

import { expect, test } from 'vitest';
import { ExpressionSyntaxError } from '../../src/expressions/expression-reader.ts';
import { type Grammar, parseExpression } from '../../src/expressions/parse.ts';

/** The names in an expression that need an alias, or what is wrong with it. */
function aliased(grammar: Grammar, text: string): string[] | string {
  try {
    return parseExpression(grammar, text).aliased.map(({ name }) => name);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message;
    throw error;
  }
}

test.each<[Grammar, string, string[]]>([
  ['condition', 'status = :s', ['status']],
  ['condition', 'Status.user-name[2].x <> b', ['Status', 'user-name']],
  ['condition', '#status = :status and a IN (:b, in, not)', ['in', 'not']],
  ['condition', 'size(size) > size', ['size', 'size']],
  ['condition', 'and between or AND and And Or = :v', ['and', 'or', 'and', 'Or']],
  ['condition', 'not = :v OR NOT not = :v', ['not', 'not']],
  ['condition', 'not in (:v) or not not in (:v)', ['not', 'not']],
  ['condition', 'not between :a and :b or not between between :a and :b', ['not', 'between']],
  ['condition', 'NOT between in (:a) or not between = :b', ['between', 'between']],
  ['condition', 'not in between :a and :b and not in = :v', ['in', 'in']],
  ['condition', 'not-x = :v and not.x = :v', ['not-x', 'not']],
  ['condition', 'not between and and or', ['not', 'and', 'or']],
  ['condition', '(not (a) = :v)', []],
  ['condition', 'true = :v AND contains(null, :v) AND false.x = true.x', ['true', 'null', 'false', 'true']],
  ['condition', '2fa = :v AND a.5 = :v AND _x = größe', ['2fa', '5', '_x', 'größe']],
  ['projection', 'id, add , 5, a-b.c--d', ['add', '5', 'a-b', 'c--d']],
  [
    'update',
    'SET set = add, b = remove ADD add :v REMOVE remove DELETE delete :v',
    'set add remove add remove delete'.split(' '),
  ],
  ['update', 'SET a = b-c, d=e -f REMOVE user-name ADD in-stock :v', ['user-name', 'in-stock']],
  ['update', 'SET a = if_not_exists(data, :v) - (status)', ['data', 'status']],
])('%s %s: what stands where a path can, is one', (grammar, text, names) => {
  expect(aliased(grammar, text)).toEqual(names);
});

const operand = 'a path or the placeholder of a value, like ":value",';
const comparison = 'one of = <> < <= > >=, BETWEEN or IN';
const functions = 'attribute_exists, attribute_not_exists, attribute_type, begins_with, contains, size';

test.each<[Grammar, string, string]>([
  ['condition', '', `${operand} at character 1, got the end`],
  ['condition', 'status == :s', `${operand} at character 9, got the text "="`],
  ['condition', 'a', `${comparison} at character 2, got the end`],
  ['condition', '(a) and b = c', `${comparison} at character 5, got the text "and"`],
  ['condition', 'a = b c', 'AND, OR or the end at character 7, got the text "c"'],
  ['condition', 'size(a) b', `${comparison}, AND, OR or the end at character 9, got the text "b"`],
  ['condition', "status = 'open'", `${operand} at character 10, got the text "'"`],
  ['condition', 'total > 5', `${operand} at character 9, got the text "5"`],
  ['condition', 'total > 1.5e3', `${operand} at character 9, got the text "1.5e3"`],
  ['condition', 'paid = True', `${operand} at character 8, got the text "True"`],
  ['condition', 'a BETWEEN :a OR :b', 'AND at character 14, got the text "OR"'],
  ['condition', 'a IN :a', '"(" at character 6, got the text ":a"'],
  ['condition', 'a IN (:a', '")" at character 9, got the end'],
  ['condition', 'a.b[x] = :v', 'the index of a list at character 5, got the text "x"'],
  ['condition', 'aws:rep:deleting = :v', `${comparison} at character 4, got the text ":rep"`],
  ['condition', 'a..b = :v', 'a name at character 3, got the text "."'],
  [
    'condition',
    'a = :größe',
    'a placeholder of the letters A to Z, digits and _, like ":name", at character 5, got the text ":größe"',
  ],
  ['condition', 'Size(a) = :v', `one of the functions ${functions} at character 1, got the text "Size"`],
  ['projection', 'id,', 'a path at character 4, got the end'],
  ['projection', 'id name', '"," or the end at character 4, got the text "name"'],
  ['update', 'a = :v', 'SET or REMOVE or ADD or DELETE at character 1, got the text "a"'],
  ['update', 'SET a = :v SET b = :v', 'REMOVE or ADD or DELETE or the end at character 12, got the text "SET"'],
  ['update', 'SET a = :v;', '",", REMOVE or ADD or DELETE or the end at character 11, got the text ";"'],
  [
    'update',
    'SET user-name = :v',
    '"=" (a dash is a minus in SET; a name with one needs a placeholder) at character 9, got the text "-"',
  ],
  ['update', 'ADD a b', 'the placeholder of a value, like ":value", at character 7, got the text "b"'],
  ['update', 'SET a = size(b)', 'one of the functions if_not_exists, list_append at character 9, got the text "size"'],
])('%s %s: what is wrong is named with its place', (grammar, text, message) => {
  expect(aliased(grammar, text)).toBe(`expected ${message}`);
});

test.each(['(', 'NOT (', 'size(', 'a = (', 'NOT '])('40,000 of %j are refused', (text) => {
  expect(aliased('condition', text.repeat(40_000))).toMatch(/^expected /);
});

test.each(['(', 'if_not_exists('])('40,000 of %j are refused in an update', (text) => {
  expect(aliased('update', `SET a = ${text.repeat(40_000)}`)).toMatch(/^expected at most 310 levels of parentheses at/);
});

test('as many levels as AWS allows are read', () => {
  const text = `${'NOT ('.repeat(299)}a = :v${')'.repeat(299)}`;
  expect(aliased('condition', text)).toEqual([]);
});

test('310 levels are read, and 311 are refused', () => {
  const nested = (levels: number) => `${'NOT ('.repeat(levels)}a = :v${')'.repeat(levels)}`;
  expect(aliased('condition', nested(310))).toEqual([]);
  expect(aliased('condition', nested(311))).toMatch(/^expected at most 310 levels of parentheses at/);
});

test('a text is parsed once for each grammar', () => {
  expect(parseExpression('condition', 'a = :once')).toBe(parseExpression('condition', 'a = :once'));
  expect(parseExpression('projection', 'a-b').aliased).toHaveLength(1);
  expect(aliased('condition', 'a-b')).toMatch(/^expected/);
});

test('texts that were used last are kept, up to a number and a length', () => {
  const used = parseExpression('condition', 'a = :used');
  const unused = parseExpression('condition', 'a = :unused');
  for (let other = 0; other < 1_000; other++) {
    parseExpression('condition', `a = :other${other}`);
    parseExpression('condition', 'a = :used');
  }
  expect(parseExpression('condition', 'a = :used')).toBe(used);
  expect(parseExpression('condition', 'a = :unused')).not.toBe(unused);
  const long = `a = :${'x'.repeat(4_092)}`;
  expect(parseExpression('condition', long)).not.toBe(parseExpression('condition', long));
});

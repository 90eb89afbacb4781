import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/attributes/scalars.ts';
import type { ExpressionFields } from '../../src/expressions/fields.ts';
import {
  compileExpressions,
  type ExpressionMembers,
  readCondition,
  readKeyCondition,
  readUpdate,
  writeExpressions,
} from '../../src/expressions/index.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { compile as compileFeel } from '../../src/feel/index.ts';
import { anyCharacter } from '../support/texts.ts';

/** What AWS gets, or what is wrong. */
function compile(fields: ExpressionFields): ExpressionMembers | string {
  const faults: Fault[] = [];
  const expressions = compileExpressions(fields, faults);
  return faults.length > 0 ? formatFaults(faults) : writeExpressions(expressions);
}

/** What a list asks for, as AWS understands it: each part of a path with its own name. */
function projected(projectionExpression: readonly string[], fields: ExpressionFields = {}): unknown {
  const compiled = compile({ projectionExpression, ...fields });
  if (typeof compiled === 'string') return compiled;
  const { ProjectionExpression = '', ExpressionAttributeNames = {} } = compiled;
  const nameOf = (part: string) => part.replace(/^#\w+/, (placeholder) => ExpressionAttributeNames[placeholder] ?? '?');
  return ProjectionExpression.split(', ').map((path) => path.split('.').map(nameOf));
}

describe('an entry of a list of names is a name, whatever is in it', () => {
  test.each([
    'aws:rep:deleting',
    'a/b',
    'unit price',
    'a, b',
    'a,',
    ':v',
    '#1 fan',
    "it's",
    '"a"',
    '(a)',
    'a[',
    '5',
    'status',
    'a-b',
  ])('%s', (name) => {
    expect(projected(['id', name])).toEqual([['id'], [name]]);
  });

  test('in any language, and of any length', () => {
    const name = fc.string({ unit: anyCharacter, minLength: 1 }).filter((text) => !/[.[\]#]/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
        expect(projected(names)).toEqual(names.map((each) => [each]));
      }),
      { numRuns: 40 },
    );
  });

  test('or a path, in which a name with points is quoted', () => {
    expect(projected(['a/b.unit price', "['a.b'].c", '["a.b"]'])).toEqual([
      ['a/b', 'unit price'],
      ['a.b', 'c'],
      ['a.b'],
    ]);
    expect(compile({ projectionExpression: ['x y[2].z'] })).toMatchObject({ ProjectionExpression: '#x_y[2].z' });
  });

  test('or has placeholders, which are explained beside it', () => {
    const expressionAttributeNames = { '#n': 'a.b' };
    expect(projected(['#n', 'c.#n', '#n.d'], { expressionAttributeNames })).toEqual([
      ['a.b'],
      ['c', 'a.b'],
      ['a.b', 'd'],
    ]);
  });
});

describe('a text that has a name with other characters says how to write it', () => {
  const how = (name: string) =>
    `(if "${name}" is a name, write #name here, and ${JSON.stringify({ '#name': name })} in \`expressionAttributeNames\`)`;
  test.each<[keyof ExpressionFields, string, string]>([
    ['projectionExpression', 'id, aws:rep:deleting', 'aws:rep:deleting'],
    ['projectionExpression', 'a/b', 'a/b'],
    ['projectionExpression', 'id, unit price, total', 'unit price'],
    ['filterExpression', 'aws:rep:deleting = :v', 'aws:rep:deleting'],
    ['filterExpression', 'id = :v AND NOT (a/b = :w)', 'a/b'],
    ['filterExpression', 'attribute_exists(a%)', 'a%'],
    ['conditionExpression', 'a+b = :v', 'a+b'],
    ['updateExpression', 'SET a/b = :v', 'a/b'],
    ['updateExpression', 'REMOVE a:b', 'a:b'],
  ])('%s %s', (field, text, name) => {
    expect(compile({ [field]: text })).toContain(how(name));
  });

  test.each(["status = 'open'", 'a = "b"', 'a != :v', 'a = 5', 'a && b', 'a = :größe', 'a >', 'a = b c'])(
    'but not where it is no name: %s',
    (text) => {
      expect(compile({ filterExpression: text })).toMatch(/^filterExpression: expected (?!.*is a name)/);
    },
  );
});

/** A context as the engine makes it of FEEL: backslashes in the names stay. */
const feel = (text: string) => compileFeel(text).evaluate({}).value;

describe('a quoted name can be typed as the key of a context in FEEL', () => {
  const read = <Form>(readForm: (value: unknown, format: 'json', place: Place) => Form, text: string) => {
    const place: Place = { path: [], faults: [] };
    const form = readForm(feel(text), 'json', place);
    expect(place.faults).toEqual([]);
    return form;
  };

  test.each([
    [`{"['unit price']": 1}`, ['unit price']],
    [`{"['a.b'].c": 1}`, ['a.b', 'c']],
    [`{"a['b[0]'][1]": 1}`, ['a', 'b[0]', 1]],
    [`{"['$or']": 1}`, ['$or']],
    [`{"['it\\'s']": 1}`, ["it's"]],
    [`{"['a\\\\b']": 1}`, ['a\\b']],
    ['{unit price: 1}', ['unit price']],
    ['{"aws:rep:deleting": 1}', ['aws:rep:deleting']],
  ])('%s', (text, path) => {
    const test = { operator: '=', value: { N: '1' } };
    expect(read(readCondition, text)).toEqual({ kind: 'test', path, test });
    expect(read(readUpdate, `{set: ${text}}`).set).toEqual([{ path, value: test.value }]);
    if (path.length === 1) expect(read(readKeyCondition, text)).toEqual({ kind: 'test', path, test });
  });

  test('both kinds of quotes are the same in JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), (name) => {
        const double = JSON.stringify(name);
        const single = `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
        const forms = [double, single].map((quoted) => {
          const place: Place = { path: [], faults: [] };
          return [readCondition({ [`[${quoted}]`]: true }, 'json', place), place.faults];
        });
        expect(forms[0]).toEqual([{ kind: 'test', path: [name], test: { operator: '=', value: { BOOL: true } } }, []]);
        expect(forms[1]).toEqual(forms[0]);
      }),
    );
  });

  test('the other spelling is told where it cannot be read', () => {
    const place: Place = { path: ['filter'], faults: [] };
    readCondition(feel('{"[\\"unit price\\"]": 1}'), 'json', place);
    expect(formatFaults(place.faults)).toContain("expected a path, like a.b[0] or ['name.with.points'].c");
  });
});

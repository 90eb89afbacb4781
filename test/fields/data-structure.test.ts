import { expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { dataList, dataMap, dataStructure } from '../../src/fields/data-structure.ts';
import { widgetOf } from '../../src/fields/field.ts';
import { objectOfMembers } from '../../src/fields/structure-field.ts';
import { someText } from '../../src/fields/value.ts';
import { commonFields, defineOperation } from '../../src/operation/operation.ts';

const writes = dataStructure(
  'Writes',
  ({ attributes, key }) =>
    dataMap(
      someText(),
      dataList(
        objectOfMembers<{ Item?: unknown; Key?: unknown }>({ Item: attributes.optional(), Key: key.optional() }),
      ),
      1_000,
    ),
  { tooltip: 'Some.' },
);

const operation = defineOperation({
  id: 'write',
  group: 'itemOperation',
  label: 'Write',
  description: 'Write',
  keywords: [],
  iamActions: { needed: [] },
  writes: false,
  tables: () => [],
  input: { writes },
  run: async (_dynamodb, { writes: given }) => ({ given: JSON.stringify([...given]) }),
});

async function read(given: unknown, inputFormat = 'json') {
  const prepared = operation.prepare({ writes: given, inputFormat } as never);
  if (!('run' in prepared)) return formatFaults(prepared);
  const response = await prepared.run({} as never, {} as never);
  return JSON.parse(String(response.given));
}

test('items and keys within a shape are read in the input format', async () => {
  const encoded = [['t', [{ Item: { a: { SS: ['x'] } } }, { Key: { id: { N: '1' } } }]]];
  expect(await read({ t: [{ Item: { a: { $ss: ['x'] } } }, { Key: { id: 1 } }] })).toEqual(encoded);
  const typed = { t: [{ Item: { a: { SS: ['x'] } } }, { Key: { id: { N: '1' } } }] };
  expect(await read(typed, 'dynamodb-json')).toEqual(encoded);
  expect(await read(JSON.stringify(typed), 'dynamodb-json')).toEqual(encoded);
});

test('a name that means something to JavaScript is a name like any other', async () => {
  expect(await read('{"__proto__": [{"Item": {}}], "toString": []}')).toEqual([
    ['__proto__', [{ Item: {} }]],
    ['toString', []],
  ]);
});

test.each([
  [5, 'input.writes (Writes): expected an object, got the number 5'],
  ['{', 'input.writes (Writes): expected an object, got the text "{"'],
  [{ t: 5 }, 'input.writes.t (Writes): expected a list, got the number 5'],
  [{ '': [], t: [] }, 'input.writes[""] (Writes): expected text, got an empty text'],
  [
    { '{{secrets.T}}': [] },
    'input.writes["{{secrets.T}}"] (Writes): expected text without {{secrets.…}}, which is replaced in authentication only, got the text "{{secrets.T}}"',
  ],
  [
    Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`t${n}`, 5])),
    'input.writes (Writes): expected an object of at most 1000 members, got one of 1001',
  ],
  [{ t: [5] }, 'input.writes.t[0] (Writes): expected an object with Item, Key, got the number 5'],
  [{ t: [{ It: {} }] }, 'input.writes.t[0].It (Writes): expected one of Item, Key, got an empty object'],
  [
    { t: [{ Item: { a: { $n: 'x' } } }, {}, { Key: { id: { S: 'a' } } }], 'u v': [{ Key: {} }] },
    /^input\.writes\.t\[0\]\.Item\.a\.\$n \(Writes\): expected the digits of a number, got the text "x"; input\.writes\.t\[2\]\.Key\.id \(Writes\): expected .* got an object with "S"; input\.writes\["u v"\]\[0\]\.Key \(Writes\): expected the name of at least one/,
  ],
])('what does not fit is told with its path: %j', async (given, message) => {
  expect(await read(given)).toMatch(message);
});

test.each([
  [{ t: Array(500_000).fill(5) }, 100],
  [Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`t${n}`, 5])), 100],
  [{ t: [{ Item: { a: Array(10_000).fill({ $n: 'x' }) } }] }, 100],
  [{ t: [{ Item: { a: Array(300_000).fill({ $n: 'x' }) } }] }, 1],
])('of more faults than anyone reads only some are told: %#', (given, count) => {
  expect(operation.prepare({ writes: given })).toHaveLength(count);
});

test('it is drawn as FEEL', () => {
  expect(widgetOf(writes)).toEqual({ widget: { label: 'Writes', control: 'Feel', tooltip: 'Some.' }, optional: false });
  expect(operation.fields).toEqual({ writes, ...commonFields });
});

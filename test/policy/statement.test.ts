import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../../src/policy/statement.ts';

describe('the verb and the table of a statement', () => {
  test.each([
    ['SELECT * FROM orders', 'select', 'orders'],
    ['select * from "orders"', 'select', 'orders'],
    ['SeLeCt * FrOm "Orders" wHeRe id = ?', 'select', 'Orders'],
    ['  \n\tSELECT\t*\r\nFROM\n"orders"\n', 'select', 'orders'],
    ['SELECT*FROM"orders"WHERE"id"=?', 'select', 'orders'],
    ['SELECT "a"."b"[0], c FROM "orders" WHERE id IN [?, 1, -2.5]', 'select', 'orders'],
    ['SELECT "from", "select" FROM "orders" WHERE "delete" = ?', 'select', 'orders'],
    ['SELECT * FROM "orders"."by-status" WHERE status = \'open\'', 'select', 'orders'],
    ['SELECT * FROM "orders" . by_status WHERE status = 1 ORDER BY id DESC', 'select', 'orders'],
    ['SELECT * FROM "orders" ORDER BY id', 'select', 'orders'],
    ["SELECT * FROM orders WHERE a = 'it''s FROM \"vault\"; -- /* no'", 'select', 'orders'],
    ['SELECT * FROM "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"', 'select', ARN()],
    ['SELECT * FROM "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"."i"', 'select', ARN()],
    ["INSERT INTO \"orders\" VALUE {'id': 'o-1', 'from': ['x', {'select': 1}]}", 'insert', 'orders'],
    ["insert into orders value {'id': ?}", 'insert', 'orders'],
    ['UPDATE "orders" SET a = 1 SET b = ? REMOVE c WHERE id = ? RETURNING ALL OLD *', 'update', 'orders'],
    ['UPDATE orders REMOVE a WHERE id = 1', 'update', 'orders'],
    ["UPDATE orders SET tags = set_delete(tags, <<'a'>>) WHERE id = 1", 'update', 'orders'],
    ['DELETE FROM "orders" WHERE id = ? AND attribute_exists(x)', 'delete', 'orders'],
    ['DELETE FROM "orders"', 'delete', 'orders'],
  ])('%s', (text, verb, table) => {
    expect(readStatement(text)).toEqual({ verb, table });
  });

  function ARN() {
    return 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders';
  }
});

describe('what is not certain is not read', () => {
  test.each([
    // nothing, or no verb
    '',
    '   ',
    ';',
    'orders',
    'EXPLAIN SELECT * FROM orders',
    '"SELECT" * FROM orders',
    'ſELECT * FROM orders',
    'SELECT',
    'SELECT * FROM',
    'FROM orders SELECT *',
    // comments
    '-- x\nSELECT * FROM orders',
    'SELECT * FROM orders -- FROM vault',
    'SELECT /* x */ * FROM orders',
    'SELECT * FROM /* orders */ vault',
    'SELECT * FROM orders/**/',
    'SELECT * FROM orders WHERE a = 1--1',
    // several statements or tables
    'SELECT * FROM orders;',
    'SELECT * FROM orders; DELETE FROM vault',
    'SELECT * FROM orders, vault',
    'SELECT * FROM orders AS o',
    'SELECT * FROM orders o, vault v',
    'SELECT * FROM orders JOIN vault ON a = b',
    'SELECT * FROM orders CROSS JOIN vault',
    'SELECT * FROM orders WHERE id IN (SELECT id FROM vault)',
    'SELECT (SELECT * FROM vault) FROM orders',
    'SELECT * FROM (SELECT * FROM vault)',
    'SELECT * FROM orders UNION SELECT * FROM vault',
    'SELECT * FROM orders WHERE EXISTS (SELECT * FROM vault)',
    'EXISTS(SELECT * FROM vault)',
    'WITH x AS (SELECT * FROM vault) SELECT * FROM x',
    'SELECT * FROM orders LET x = vault',
    'INSERT INTO orders SELECT * FROM vault',
    'INSERT INTO vault INTO orders VALUE {}',
    'UPDATE orders SET a = (SELECT b FROM vault) WHERE id = 1',
    'UPDATE orders, vault SET a = 1',
    'UPDATE orders FROM vault SET a = 1',
    'DELETE vault FROM orders',
    'DELETE FROM orders USING vault',
    'DELETE FROM orders, vault WHERE id = 1',
    // tables of more than one reading
    'SELECT * FROM orders.vault',
    'SELECT * FROM "orders"."i"."j"',
    'SELECT * FROM "orders".',
    'SELECT * FROM "orders".\'i\'',
    "SELECT * FROM 'orders'",
    'SELECT * FROM ?',
    'SELECT * FROM orders-2024',
    'SELECT * FROM orders@vault',
    'SELECT * FROM `orders`',
    'SELECT * FROM [orders]',
    'SELECT * FROM <<1>>',
    'SELECT * FROM "orders" "vault"',
    'SELECT * FROM orders vault',
    'INSERT INTO "orders"."vault" VALUE {}',
    'INSERT INTO orders.x VALUE {}',
    'UPDATE "orders"."vault" SET a = 1',
    'DELETE FROM "orders"."vault"',
    // quotes that do not end, or may end elsewhere
    'SELECT * FROM "orders',
    "SELECT * FROM orders WHERE a = 'x",
    "SELECT * FROM orders WHERE a = '\\' OR b = ' FROM vault",
    'SELECT "\\" FROM vault --" FROM orders',
    "SELECT * FROM orders WHERE a = 'C:\\x'",
    // blanks that some readers do not take for any
    'SELECT\u00a0*\u00a0FROM orders',
    'SELECT * FROM orders\u2028WHERE a = 1',
    'SELECT * FROM orders\u0000',
    'SELECT * FROM örders',
  ])('%s', (text) => {
    expect(readStatement(text)).toBeUndefined();
  });

  test('nor is a name with quotes in it taken for the part before them', () => {
    expect(readStatement('SELECT * FROM "orders"".""vault"')).toEqual({ verb: 'select', table: 'orders"."vault' });
  });

  test('a long one is read in one go, whatever is in it', () => {
    for (const part of ['"', "''", '""', ' ', '(', 'a', "'a", '-', '/']) {
      expect(() => readStatement(`SELECT * FROM orders WHERE a = ${part.repeat(200_000)}`)).not.toThrow();
    }
  });
});

const blank = fc.stringMatching(/^[ \t\r\n]{1,3}$/);
const noBlank = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const inAnyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''));
const tableName = fc.stringMatching(/^[A-Za-z0-9_.-]{3,20}$/);
/** No word of PartiQL: those need quotes. */
const bareName = fc.stringMatching(/^x[A-Za-z0-9_]{2,10}$/);
const text = fc.string({ unit: 'grapheme' }).map((value) => `'${value.replaceAll('\\', '').replaceAll("'", "''")}'`);
const name = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((value) => `"${value.replaceAll('\\', '').replaceAll('"', '""')}"`);
const path = fc
  .array(fc.oneof(name, bareName), { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom('.', ' . ').map((point) => parts.join(point)));
const value = fc.oneof(text, fc.constantFrom('?', '1', '-2.5', 'true', 'NULL', "[1, 'a']", "{'a': 1}", "<<'a'>>"));
const test_ = fc.tuple(path, fc.constantFrom('=', '<>', '>='), value).map((parts) => parts.join(' '));
const condition = fc.array(test_, { minLength: 1, maxLength: 3 }).map((tests) => tests.join(' AND '));

const statement = fc
  .record({
    table: fc.oneof(
      tableName.map((table) => ({ table, written: `"${table}"`, quoted: true })),
      bareName.map((table) => ({ table, written: table, quoted: false })),
    ),
    verb: fc.constantFrom('select', 'insert', 'update', 'delete'),
    index: fc.option(name),
    where: fc.option(condition),
    target: path,
    value,
    projection: fc.oneof(
      fc.constant('*'),
      fc.array(path, { minLength: 1, maxLength: 3 }).map((all) => all.join(', ')),
    ),
    blanks: fc.array(blank, { minLength: 4, maxLength: 4 }),
    ends: fc.tuple(noBlank, noBlank),
    words: fc.tuple(
      ...['select', 'from', 'insert', 'into', 'update', 'delete', 'where', 'set', 'value'].map(inAnyCase),
    ),
  })
  .map(({ table, verb, index, where, target, value, projection, blanks: [a, b, c, d], ends: [first, last], words }) => {
    const [select, from, insert, into, update, remove, whereWord, set, valueWord] = words;
    const at = index !== null && table.quoted ? `${table.written}.${index}` : table.written;
    const condition = where === null ? '' : `${d}${whereWord} ${where}`;
    const written = {
      select: `${select}${a}${projection}${b}${from}${c}${at}${condition}`,
      insert: `${insert}${a}${into}${b}${table.written}${c}${valueWord} {'a': ${value}}`,
      update: `${update}${a}${table.written}${b}${set}${c}${target} = ${value}${condition}`,
      delete: `${remove}${a}${from}${b}${table.written}${condition}`,
    }[verb as 'select'];
    return { verb, table: table.table, text: `${first}${written}${last}` };
  });

test('a statement that is put together of a verb and a table is read as these', () => {
  fc.assert(
    fc.property(statement, ({ text, verb, table }) => {
      expect(readStatement(text)).toEqual({ verb, table });
    }),
    { numRuns: 3_000 },
  );
});

/** Texts, and names that no table can have, say nothing of tables. */
const withoutQuotes = (text: string) =>
  text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => (/^"[\w.-]+"$/.test(quoted) ? quoted : '""'));
/** The parts of a statement that name tables, as loosely as can be; without the index of a table. */
const partsWithTables = (text: string) =>
  [
    ...withoutQuotes(text).matchAll(
      /\b(?:from|into|update|join)\b(.*?)(?=\b(?:where|order|value|set|remove|returning)\b|$)/gis,
    ),
  ].map(([, part = '']) => part.replace(/^\s*("[^"]*")\s*\.\s*(?:"[^"]*"|\w+)/, '$1'));
const mutation = fc.constantFrom(
  ...[
    ' FROM "vault"',
    ', vault',
    ' JOIN vault',
    '; DELETE FROM vault',
    "' FROM vault '",
    '" FROM vault "',
    '--',
    '/*',
    '*/',
  ],
  ...[
    "'",
    '"',
    '\\',
    "\\'",
    ')',
    '(SELECT * FROM vault)',
    ' INTO vault',
    ' UPDATE vault',
    '\n',
    '\u00a0',
    '.vault',
    ' vault',
  ],
);

test('a statement into which another table was put is not read as one of the table it had', () => {
  let read = 0;
  fc.assert(
    fc.property(statement, fc.array(fc.tuple(mutation, fc.nat()), { minLength: 1, maxLength: 3 }), (good, changes) => {
      let { text } = good;
      for (const [part, place] of changes) {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + part + text.slice(at);
      }
      const found = readStatement(text);
      if (found === undefined || found.table.includes('vault')) return;
      read++;
      expect(partsWithTables(text).filter((part) => part.includes('vault'))).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
  expect(read).toBeGreaterThan(100);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStatement } from '../../src/policy/statement.ts';
import { inLongForm } from '../support/long-form.ts';

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
    { numRuns: inLongForm(3_000, 600) },
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
    { numRuns: inLongForm(5_000, 1_000) },
  );
  expect(read).toBeGreaterThan(100);
});

test('a long statement is read in one go, whatever is in it', () => {
  for (const part of ['"', "''", '""', ' ', '(', 'a', "'a", '-', '/']) {
    expect(() => readStatement(`SELECT * FROM orders WHERE a = ${part.repeat(200_000)}`)).not.toThrow();
  }
});

import { type AttributeValue, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalDigits } from '../../src/json/numbers.ts';
import { itemSize, MAX_ITEM_BYTES, valueSize } from '../../src/preflight/item-size.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { decimals } from '../support/decimals.ts';
import { inLongForm } from '../support/long-form.ts';
import { refusalOf } from './orders.ts';

type Attributes = Record<string, AttributeValue>;

/** A number of 38 digits that fill 20 pairs: Amazon's own DynamoDB for tests gave it 21 bytes, dynalite and dynoxide give it 22. */
const LONGEST_NEGATIVE = '-1.9999999999999999999999999999999999999';

/** Names of attributes; AWS's client loses `__proto__`. */
const namesOf = (texts: fc.Arbitrary<string>) => texts.filter((name) => name !== '' && name !== '__proto__');

/** Any attribute values, as far as a database counts them as AWS does. */
function attributeValues(texts: fc.Arbitrary<string>, numbers: fc.Arbitrary<string>): fc.Arbitrary<AttributeValue> {
  const binaries = fc.uint8Array({ maxLength: 40 });
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts.map((S) => ({ S })),
      numbers.map((N) => ({ N })),
      binaries.map((B) => ({ B })),
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.constant({ NULL: true } as const),
      fc.uniqueArray(texts, { minLength: 1, maxLength: 5 }).map((SS) => ({ SS })),
      fc.uniqueArray(numbers, { minLength: 1, maxLength: 5, selector: canonicalDigits }).map((NS) => ({ NS })),
      fc.uniqueArray(binaries, { minLength: 1, maxLength: 5, selector: hex }).map((BS) => ({ BS })),
      fc.array(tie('value'), { maxLength: 5 }).map((L) => ({ L })),
      fc.dictionary(namesOf(texts), tie('value'), { maxKeys: 5 }).map((M) => ({ M })),
    ),
  })).value;
}

/** Numbers in which pairs of digits are the same whether counted from the point on or, as dynoxide does, from the first digit on. */
const wholeNumbers = fc
  .bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
  .filter((number) => number % 10n !== 0n)
  .map(String);

const spelledNumbers = fc.oneof({ weight: 9, arbitrary: decimals }, fc.constantFrom('0', '-0', '0.00', '0042.1200'));

/** An item of so many bytes by our count. */
function itemOf(bytes: number, attributes: Attributes): Attributes {
  const item = { ...attributes, id: { S: 'x' }, padding: { S: '' } };
  return { ...item, padding: { S: 'x'.repeat(bytes - itemSize(item)) } };
}

function isLongestNegative(digits: string): boolean {
  return valueSize({ N: digits }) === 21 && valueSize({ N: digits.replace('-', '') }) === 21 && digits.startsWith('-');
}

const ascii = fc.string({ unit: 'grapheme-ascii' });
const unicode = fc.string({ unit: 'grapheme' });
const countedBy = {
  dynalite: {
    texts: ascii,
    values: attributeValues(
      ascii,
      spelledNumbers.filter((digits) => !isLongestNegative(digits)),
    ),
  },
  dynoxide: { texts: unicode, values: attributeValues(unicode, wholeNumbers) },
};

describe.each(databases)('%s', (database, endpoint) => {
  const client = plainClient(endpoint);
  let TableName = '';
  beforeAll(async () => {
    TableName = await makeTable(client);
  });

  const put = (Item: Attributes) => refusalOf(client.send(new PutItemCommand({ TableName, Item })));

  test('takes any item of 409,600 bytes by our count, and refuses one of a byte more', async () => {
    const { texts, values } = countedBy[database];
    const items = fc.dictionary(namesOf(texts), values, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(items, async (attributes) => {
        expect(await put(itemOf(MAX_ITEM_BYTES, attributes))).toBeUndefined();
        expect(await put(itemOf(MAX_ITEM_BYTES + 1, attributes))).toBe('ValidationException');
      }),
      { numRuns: inLongForm(60, 15) },
    );
  });

  /** An update counts 22 bytes more and not its key: so dynoxide's authors measured on AWS. dynalite does not know it. */
  const updateBytes = database === 'dynalite' ? 0 : 22 - itemSize({ id: { S: 'grows' } });

  test('takes an update that makes an item as large as it may be by our count, and refuses one that adds a byte', async () => {
    const small = { id: { S: 'grows' }, kept: { L: [{ N: '-12.5' }, { M: { a: { B: Buffer.from('abc') } } }] } };
    expect(await put(small)).toBeUndefined();
    const room = MAX_ITEM_BYTES - updateBytes - itemSize(small) - 'added'.length;
    const grow = (bytes: number) =>
      refusalOf(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: { id: { S: 'grows' } },
            UpdateExpression: 'SET added = :added',
            ExpressionAttributeValues: { ':added': { S: 'x'.repeat(bytes) } },
          }),
        ),
      );
    expect(await grow(room)).toBeUndefined();
    expect(await grow(room + 1)).toBe('ValidationException');
  });

  test('counts bytes of UTF-8, as AWS documents; dynalite counts the units of UTF-16', async () => {
    const over = itemOf(MAX_ITEM_BYTES + 1, { ключ: { S: '😀' } });
    expect(await put(over)).toBe(database === 'dynalite' ? undefined : 'ValidationException');
  });
});

test.each([
  ['0', 1],
  ['-0', 1],
  ['0.00', 1],
  ['1', 2],
  ['+1', 2],
  ['-1', 3],
  ['12', 2],
  ['100', 2],
  ['120', 3],
  ['0042', 2],
  ['1010', 3],
  ['0.01', 2],
  ['0.012', 3],
  ['0.0000001', 2],
  ['1.5', 3],
  ['1.200', 3],
  ['12345', 4],
  ['3.14159', 5],
  ['100.5', 4],
  ['-42', 3],
  ['-12345.678', 7],
  ['1e125', 2],
  ['1E-130', 2],
  ['12E+1', 3],
  ['12345678901234567890123456789012345678', 20],
  [LONGEST_NEGATIVE, 21],
])('the number %s has %i bytes, one for each two digits from the point on and one more', (N, bytes) => {
  expect(valueSize({ N })).toBe(bytes);
});

/** By dynoxide's authors, from the size at which AWS refuses an item: https://github.com/nubo-db/dynoxide, src/types.rs. */
test.each([
  ['1.234', 4],
  ['0.15', 2],
  ['-0.15', 3],
  ['-12345', 5],
  ['-1E125', 3],
  ['1E-100', 2],
  ['1234567890123456789', 11],
])('the number %s has the %i bytes that were measured on AWS', (N, bytes) => {
  expect(valueSize({ N })).toBe(bytes);
});

test.each<[string, AttributeValue, number]>([
  ['a text has the bytes of its UTF-8', { S: 'aäö€😀' }, 12],
  ['an empty text has none', { S: '' }, 0],
  ['binary has its bytes', { B: Buffer.from([1, 2, 3]) }, 3],
  ['a boolean has one', { BOOL: false }, 1],
  ['nothing has one', { NULL: true }, 1],
  ['a set has those of its members', { SS: ['a', 'bc', ''] }, 3],
  ['a set of numbers too', { NS: ['1', '-1', '0'] }, 6],
  ['a set of binaries too', { BS: [Buffer.from([1]), Buffer.from([])] }, 1],
  ['an empty list has three', { L: [] }, 3],
  ['an empty map has three', { M: {} }, 3],
  ['a list has one for each element besides', { L: [{ S: 'ab' }, { BOOL: true }] }, 8],
  ['a map has its names and one for each member besides', { M: { ä: { S: 'ab' }, n: { L: [{ N: '5' }] } } }, 16],
])('%s', (_, value, bytes) => {
  expect(valueSize(value)).toBe(bytes);
  expect(itemSize({ ключ: value })).toBe(8 + bytes);
});

test('the spelling of a number makes no difference to its bytes', () => {
  fc.assert(
    fc.property(decimals, (digits) => {
      expect(valueSize({ N: canonicalDigits(digits) })).toBe(valueSize({ N: digits }));
    }),
    { numRuns: inLongForm(2_000, 500) },
  );
});

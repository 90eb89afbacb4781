import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { canonicalDigits } from '../../src/json/numbers.ts';
import { decimals } from './decimals.ts';
import { anyCharacter } from './texts.ts';

/** A value as AWS's document client takes and gives it. */
export type Document =
  | null
  | boolean
  | string
  | NumberValue
  | Uint8Array
  | Set<string | NumberValue | Uint8Array>
  | Document[]
  | { [name: string]: Document };

const texts = fc.string({ unit: anyCharacter, maxLength: 20 });
const bytes = fc.uint8Array({ maxLength: 20 });
/** Without those that the document client refuses to write, or loses. */
const names = fc
  .oneof(
    fc.string({ unit: anyCharacter, minLength: 1, maxLength: 10 }),
    fc.constantFrom('$n', '$b', '$ss', '$ns', '$bs', '$m', '$x', 'S', 'N', 'M', 'toString', 'a.b', '#a', ':a'),
  )
  .filter((name) => name !== 'constructor' && name !== '__proto__');
const sets = fc
  .oneof<fc.Arbitrary<(string | NumberValue | Uint8Array)[]>[]>(
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
    fc
      .uniqueArray(decimals, { minLength: 1, maxLength: 5, selector: canonicalDigits })
      .map((digits) => digits.map((text) => NumberValue.from(text))),
    fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5, selector: String }),
  )
  .map((members) => new Set(members));

const { value, map } = fc.letrec<{ value: Document; map: { [name: string]: Document } }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, ''),
    texts,
    decimals.map((digits) => NumberValue.from(digits)),
    bytes,
    sets,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.dictionary(names, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

/** All kinds of values that DynamoDB can hold. */
export const documents: fc.Arbitrary<Document> = value;

/** All kinds of items without a key. */
export const documentItems: fc.Arbitrary<{ [name: string]: Document }> = map;

/** A document in a form that `toEqual` can compare: digits in one spelling, sets in one order. */
export function comparable(document: Document): unknown {
  if (document instanceof NumberValue) return { number: canonicalDigits(document.value) };
  if (document instanceof Uint8Array) return { bytes: Buffer.from(document).toString('hex') };
  if (document instanceof Set) return { set: [...document].map((member) => JSON.stringify(comparable(member))).sort() };
  if (Array.isArray(document)) return document.map(comparable);
  if (typeof document !== 'object' || document === null) return document;
  return {
    map: Object.entries(document)
      .map(([name, member]) => [name, comparable(member)])
      .sort(),
  };
}

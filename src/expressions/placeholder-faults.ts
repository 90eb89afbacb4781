import { describeValue, type Fault, MANY_FAULTS } from '../failure/faults.ts';
import { type ExpressionFields, type FieldsPlace, nameOf } from './fields.ts';
import { isPlaceholder } from './tokens.ts';
import type { ExpressionText } from './tree.ts';

/** A text of a task that was parsed, and where it stands. */
export interface ParsedText {
  readonly path: readonly PropertyKey[];
  readonly parsed: ExpressionText;
}

const kinds = [
  { uses: 'names', sign: '#', field: 'expressionAttributeNames', meaning: 'name' },
  { uses: 'values', sign: ':', field: 'expressionAttributeValues', meaning: 'value' },
] as const;

type Kind = (typeof kinds)[number];

/** Gives the placeholders in all texts. */
function placeholdersIn(texts: readonly ParsedText[], uses: Kind['uses']): ReadonlySet<string> {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return only.parsed[uses];
  return new Set(texts.flatMap(({ parsed }) => [...parsed[uses]]));
}

/**
 * Gives what is wrong with the placeholders of a task. Some are used but not given, some are given but not used, some are no
 * placeholders at all.
 */
export function placeholderFaults(
  texts: readonly ParsedText[],
  fields: ExpressionFields,
  place: FieldsPlace,
): readonly Fault[] {
  return kinds.flatMap((kind) => [
    ...missingFaults(kind, texts, fields, place),
    ...superfluousFaults(kind, texts, fields, place),
  ]);
}

function missingFaults(
  { uses, field, meaning }: Kind,
  texts: readonly ParsedText[],
  fields: ExpressionFields,
  place: FieldsPlace,
): readonly Fault[] {
  const given = fields[field];
  let got: string | undefined;
  const faults: Fault[] = [];
  for (const { path, parsed } of texts) {
    for (const placeholder of parsed[uses]) {
      if (given !== undefined && Object.hasOwn(given, placeholder)) continue;
      if (faults.length === MANY_FAULTS) return faults;
      got ??= describeValue(given);
      faults.push({ path, expected: `a ${meaning} for ${placeholder} in \`${nameOf(field, place)}\``, got });
    }
  }
  return faults;
}

function superfluousFaults(
  { uses, sign, field, meaning }: Kind,
  texts: readonly ParsedText[],
  fields: ExpressionFields,
  place: FieldsPlace,
): readonly Fault[] {
  const given = fields[field];
  if (given === undefined) return [];
  const used = placeholdersIn(texts, uses);
  const faults: Fault[] = [];
  for (const placeholder in given) {
    if (faults.length === MANY_FAULTS) break;
    const path = [...place.path, nameOf(field, place), placeholder];
    if (!isPlaceholder(placeholder, sign)) {
      const expected = `a placeholder of the letters A to Z, digits and _, like "${sign}${meaning}"`;
      faults.push({ path, expected, got: describeValue(placeholder) });
    } else if (!used.has(placeholder)) {
      faults.push({ path, expected: 'a placeholder that an expression uses', got: 'one that none uses' });
    } else if (given[placeholder] === '') {
      faults.push({ path, expected: 'the name of an attribute', got: describeValue('') });
    }
  }
  return faults;
}

import type { z } from 'zod';
import type { InputFormat } from '../attributes/encode.ts';
import { compile, FeelError, FeelSyntaxError } from '../feel/index.ts';
import { Unknown } from '../feel/inspection/unknown.ts';
import { fieldFor } from '../fields/data-field.ts';
import { widgetOf } from '../fields/field.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Operation } from '../operation/operation.ts';
import { isPlain, type PartlyKnownVariables } from './given.ts';

/** A value that may stand for one that is not known; undefined for one that may be left out. */
type StandIn = Json | undefined;

/** A text that stands for one that is not known. Messages never show it. */
export const STAND_IN = 'notKnownYet';

/** Where something is not known, and what may be there. */
export interface Hole {
  readonly path: readonly PropertyKey[];
  readonly candidates: readonly StandIn[];
  /** Whether each candidate is one that the field of an operation takes. If not, nothing that is said of this place is certain. */
  readonly fits: boolean;
  /** Whether other fields may be about what stands here, and the candidates are too much alike for that: a field for a shape of AWS. */
  readonly isPoor: boolean;
}

/**
 * Finds what is not known in the variables of a task, and values that may stand for it: those that a field of the operation takes,
 * or values of all kinds.
 * @param operation the one that is asked for, if it is known
 */
export function holesIn(variables: PartlyKnownVariables, operation: Operation | undefined): Hole[] {
  const { input, ...others } = variables;
  const found = pathsOfUnknown(others).map((each, index) => ({ path: each.path, ...ofConnection(each, index) }));
  if (!isPlain(input)) return input instanceof Unknown ? [...found, { path: ['input'], ...NOTHING_FITS }] : found;
  const formats = formatsOf(input.inputFormat);
  const ofFields = Object.entries(input).flatMap(([name, value]) => {
    const field = operation && Object.hasOwn(operation.fields, name) ? operation.fields[name] : undefined;
    const schemas = field && formats.map((format) => fieldFor(format, field));
    const holes =
      value instanceof Unknown
        ? [wholeField(name, value, { field, schemas, siblings: input })]
        : withinField(value, schemas);
    return holes.map(({ path, ...hole }) => ({ path: ['input', name, ...path], ...hole }));
  });
  return [...found, ...ofFields];
}

const NOTHING_FITS = { candidates: [undefined], fits: false, isPoor: false };

/** How a field reads its value, in each of the formats that the task may have. */
type Schemas = readonly z.ZodType[];

function takes(schemas: Schemas, value: unknown): boolean {
  return schemas.some((schema) => schema.safeParse(value).success);
}

/** Which of the general values a field takes. Many tasks have the same fields. */
const takenOfGeneral = new WeakMap<z.ZodType, readonly Json[]>();

function generalFor(schemas: Schemas): readonly Json[] {
  return schemas.flatMap((schema) => {
    const taken = takenOfGeneral.get(schema) ?? GENERAL.filter((value) => takes([schema], value));
    takenOfGeneral.set(schema, taken);
    return taken;
  });
}

interface WholeField {
  readonly field: z.ZodType | undefined;
  readonly schemas: Schemas | undefined;
  readonly siblings: PartlyKnownVariables;
}

/** The hole of a field of which nothing is known. */
function wholeField(name: string, unknown: Unknown, { field, schemas, siblings }: WholeField): Hole {
  if (field === undefined || schemas === undefined) {
    const candidates = [...(unknown.mayBeEmpty ? [''] : []), STAND_IN];
    return { path: [], candidates, fits: false, isPoor: false };
  }
  const { choices = {}, placeholder, mayBeNull = false } = widgetOf(field)?.widget ?? {};
  const ofExpression = withPlaceholders(name, siblings)?.filter((each) => takes(schemas, each));
  const general = [
    ...Object.keys(choices).filter((each) => takes(schemas, each)),
    ...(ofExpression ?? generalFor(schemas)),
  ];
  const fitting = [...general, ...exampleOf(placeholder).filter((each) => takes(schemas, each))];
  if (fitting.length === 0) return { path: [], ...NOTHING_FITS };
  const absent = unknown.mayBeEmpty || mayBeNull ? [undefined] : [];
  return { path: [], candidates: [...fitting, ...absent], fits: true, isPoor: general.length === 0 };
}

/** How often other values are put into a field until it takes them. */
const MOST_TURNS = 40;

/** The holes within a field of which something is known. Each has the candidates that the field takes, if there are any. */
function withinField(value: unknown, schemas: Schemas | undefined): Hole[] {
  const isPoor = schemas !== undefined && generalFor(schemas).length === 0;
  const holes = pathsOfUnknown(value).map(({ path, siblings }, index): Hole => {
    return { path, candidates: ofAnyKind(path.at(-1), siblings, index), fits: false, isPoor };
  });
  const chosen = schemas && holes.length > 0 ? choicesThatFit(value, holes, schemas) : undefined;
  if (schemas === undefined || chosen === undefined) return holes;
  return holes.map((hole, at) => {
    const candidates = hole.candidates.filter((_, choice) =>
      takes(
        schemas,
        valueWith(value, holes, (index) => (index === at ? choice : (chosen[index] as number))),
      ),
    );
    return { ...hole, candidates: withoutAlikes(candidates), fits: true };
  });
}

/** Looks for candidates with which a field takes its value: where it does not, the next are put in the place. */
function choicesThatFit(value: unknown, holes: readonly Hole[], schemas: Schemas): readonly number[] | undefined {
  const chosen = holes.map(() => 0);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const given = valueWith(value, holes, (index) => chosen[index] as number);
    const read = schemas.map((schema) => schema.safeParse(given));
    if (read.some(({ success }) => success)) return chosen;
    const issues = read[turn % read.length]?.error?.issues ?? [];
    const wrong = holes.flatMap(({ path }, at) => (issues.some((issue) => areNested(issue.path, path)) ? [at] : []));
    if (wrong.length === 0) return undefined;
    for (const at of wrong) chosen[at] = ((chosen[at] as number) + 1) % (holes[at] as Hole).candidates.length;
  }
  return undefined;
}

/** The words of AWS are tried for a text only where no other text fits. */
function withoutAlikes(candidates: readonly StandIn[]): readonly StandIn[] {
  const isOther = typeof candidates[0] === 'string' && candidates[0].startsWith(STAND_IN);
  return isOther ? candidates.filter((each) => !WORDS_OF_AWS.includes(String(each))) : candidates;
}

function areNested(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  return one.every((name, index) => index >= other.length || other[index] === name);
}

/** Values for members of a connection that would not take any text. */
const OF_CONNECTION: Readonly<Record<string, readonly Json[]>> = {
  region: ['eu-central-1'],
  endpoint: ['https://dynamodb.eu-central-1.amazonaws.com'],
  roleArn: [`arn:aws:iam::123456789012:role/${STAND_IN}`],
  durationSeconds: [900],
  webIdentityTokenFile: [`/${STAND_IN}`],
  type: ['defaultCredentialsChain'],
  authentication: [{ accessKey: STAND_IN, secretKey: STAND_IN }, { type: 'defaultCredentialsChain' }],
  awsCredential: [{ authentication: { accessKey: STAND_IN, secretKey: STAND_IN } }],
  configuration: [{}],
};

/** What may stand in a connection. Nothing that is said of it is certain. */
function ofConnection({ path, unknown }: Found, index: number): Omit<Hole, 'path'> {
  const left = unknown.mayBeEmpty ? [''] : [];
  return {
    candidates: [...left, ...(OF_CONNECTION[String(path.at(-1))] ?? [`${STAND_IN}${index}`])],
    fits: false,
    isPoor: false,
  };
}

/** Puts candidates in the holes. `choose` gives which one, by the index of the hole. */
export function filled(
  variables: PartlyKnownVariables,
  holes: readonly Hole[],
  choose: (index: number) => number,
): JsonObject {
  return valueWith(variables, holes, choose) as JsonObject;
}

/** The candidates below a place, by the names that lead to them. */
interface Chosen {
  readonly below: Map<PropertyKey, Chosen>;
  candidate?: StandIn;
}

function valueWith(value: unknown, holes: readonly Hole[], choose: (index: number) => number): StandIn {
  const root: Chosen = { below: new Map() };
  for (const [index, { path, candidates }] of holes.entries()) {
    let place = root;
    for (const name of path) {
      const next = place.below.get(name) ?? { below: new Map() };
      place.below.set(name, next);
      place = next;
    }
    place.candidate = candidates[choose(index) % candidates.length];
  }
  return withChosen(value, root);
}

function withChosen(value: unknown, chosen: Chosen | undefined): StandIn {
  if (value instanceof Unknown) return chosen?.candidate;
  if (Array.isArray(value)) return value.map((element, index) => withChosen(element, chosen?.below.get(index)) ?? null);
  if (!isPlain(value)) return value as Json;
  const members = Object.entries(value).map(([name, member]) => [name, withChosen(member, chosen?.below.get(name))]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined)) as JsonObject;
}

interface Found {
  readonly path: readonly PropertyKey[];
  readonly unknown: Unknown;
  /** The object that has it. */
  readonly siblings: PartlyKnownVariables;
}

function pathsOfUnknown(
  value: unknown,
  path: readonly PropertyKey[] = [],
  siblings: PartlyKnownVariables = {},
): Found[] {
  if (value instanceof Unknown) return [{ path, unknown: value, siblings }];
  if (Array.isArray(value)) return value.flatMap((element, index) => pathsOfUnknown(element, [...path, index], {}));
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => pathsOfUnknown(member, [...path, name], value));
}

function formatsOf(inputFormat: unknown): readonly InputFormat[] {
  if (inputFormat instanceof Unknown) return ['json', 'dynamodb-json'];
  return [inputFormat === 'dynamodb-json' ? 'dynamodb-json' : 'json'];
}

/** Values of so many kinds that each field takes one of them. */
const GENERAL: readonly Json[] = [
  STAND_IN,
  `SELECT * FROM "${STAND_IN}"`,
  true,
  false,
  1,
  2,
  0,
  25,
  1_000,
  { [STAND_IN]: 'x' },
  { [STAND_IN]: { S: 'x' } },
  {},
  [STAND_IN],
  [{ [STAND_IN]: 'x' }],
  [{ [STAND_IN]: { S: 'x' } }],
  [{ S: 'x' }],
  { set: { [STAND_IN]: 'x' } },
  { set: { [STAND_IN]: { S: 'x' } } },
  { S: 'x' },
  { N: '1' },
];

const WORDS_OF_AWS = ['S', 'ALL', 'HASH'];

/** Values of all kinds for a place within a field, or within a connection. No two places have the same text. */
function ofAnyKind(name: PropertyKey | undefined, siblings: PartlyKnownVariables, index: number): readonly StandIn[] {
  const text = `${STAND_IN}${index}`;
  return (
    withPlaceholders(String(name), siblings) ?? [
      text,
      index + 1,
      true,
      [text],
      { [STAND_IN]: text },
      { S: text },
      [index + 1, index + 2],
      ...WORDS_OF_AWS,
      { $b: 'eA==' },
      { N: '1' },
    ]
  );
}

/** The value that a form shows as an example, with texts in the place of variables. */
function exampleOf(placeholder: string | undefined): readonly Json[] {
  if (placeholder === undefined) return [];
  try {
    const value = compile(placeholder).evaluate({}).value as Json;
    return [withTexts(value), placeholder];
  } catch (error) {
    if (error instanceof FeelSyntaxError || error instanceof FeelError) return [placeholder];
    throw error;
  }
}

function withTexts(value: Json): Json {
  if (value === null) return STAND_IN;
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== 'object' || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member as Json)]));
}

const EXPRESSION = /^(?:condition|filter|keyCondition|update|projection)Expression$/i;

/**
 * Values for an expression of DynamoDB, or for what its placeholders stand for. They go together with what the task gives beside
 * them: an expression uses each placeholder, and each placeholder that an expression uses has a meaning.
 * @returns undefined if the name is that of neither
 */
function withPlaceholders(name: string, siblings: PartlyKnownVariables): readonly Json[] | undefined {
  const member = (wanted: string) =>
    Object.entries(siblings).find(([sibling]) => sibling.toLowerCase() === wanted.toLowerCase())?.[1];
  const placeholders = (wanted: string) => {
    const given = member(wanted);
    return isPlain(given) ? Object.keys(given) : [];
  };
  const used = (sign: string) => {
    const texts = Object.entries(siblings).filter(([sibling]) => EXPRESSION.test(sibling));
    return texts.flatMap(([, text]) => JSON.stringify(text)?.match(new RegExp(`${sign}\\w+`, 'g')) ?? []);
  };
  if (/^expressionAttributeNames$/i.test(name)) return [Object.fromEntries(used('#').map((each) => [each, STAND_IN]))];
  if (/^expressionAttributeValues$/i.test(name)) {
    const values: readonly Json[] = ['x', { S: 'x' }];
    return values.map((value) => Object.fromEntries(used(':').map((each) => [each, value])));
  }
  if (!EXPRESSION.test(name)) return undefined;
  return [expressionWith(name, placeholders('expressionAttributeNames'), placeholders('expressionAttributeValues'))];
}

function expressionWith(name: string, names: readonly string[], values: readonly string[]): string {
  if (/^projection/i.test(name)) return [STAND_IN, ...names].join(', ');
  const pairs = [
    ...names.map((each) => [each, STAND_IN]),
    ...values.map((each, index) => [`${STAND_IN}${index}`, each]),
  ];
  const comparisons = (pairs.length > 0 ? pairs : [[STAND_IN, `${STAND_IN}0`]]).map(
    ([left, right]) => `${left} = ${right}`,
  );
  return /^update/i.test(name) ? `SET ${comparisons.join(', ')}` : comparisons.join(' AND ');
}

import { isObject } from '../json/json.ts';
import type { Failure } from './failure.ts';
import { isNull } from './faults.ts';
import { credentialRefusals } from './of-aws.ts';

/** Where the pages of the newest version of the package are, so that a message and a form can name them. */
export const DOCS = 'https://unpkg.com/camunda-dynamodb-worker/docs/';

/** The sections of `docs/errors.md`, by the anchors of their headings. */
export const sections = [
  'wrong-field',
  'null',
  'missing-secret',
  'credentials',
  'no-such-table',
  'access-denied',
  'condition-failed',
  'refused-request',
  'unavailable',
  'too-large',
] as const;

/** A section of `docs/errors.md`. */
export type Section = (typeof sections)[number];

/** The sections of failures that have a type. */
const byType: Readonly<Record<string, Section>> = {
  ...allOf('no-such-table', ['ResourceNotFoundException']),
  ...allOf('access-denied', ['AccessDenied', 'AccessDeniedException']),
  ...allOf('condition-failed', ['ConditionalCheckFailedException', 'DuplicateItemException']),
  ...allOf('refused-request', ['ValidationException']),
  ...allOf('credentials', [
    'CredentialsNotFound',
    'CredentialsProviderError',
    'ProfileNotFound',
    ...credentialRefusals,
  ]),
};

/** The sections of a cancelled transaction, by the code of one of its reasons. The first that is there counts. */
const byReason: Readonly<Record<string, Section>> = {
  ...allOf('condition-failed', ['ConditionalCheckFailed', 'DuplicateItem']),
  ...allOf('refused-request', ['ValidationError']),
};

function allOf(section: Section, names: readonly string[]): Record<string, Section> {
  return Object.fromEntries(names.map((name) => [name, section]));
}

/** Gives the section of `docs/errors.md` that explains a failure. Undefined if none does: the message alone has to say it all. */
function sectionOf(failure: Failure): Section | undefined {
  const { type, faults, about } = failure;
  if (about === 'size') return 'too-large';
  if (faults !== undefined) return sectionOfFaults(faults);
  if (type !== undefined && Object.hasOwn(byType, type)) return byType[type];
  return sectionOfReasons(failure) ?? (failure.class === 'connection' ? 'unavailable' : undefined);
}

/** A section about one kind of fault says more than that about all of them. */
function sectionOfFaults(faults: NonNullable<Failure['faults']>): Section {
  if (faults.some(({ about }) => about === 'secret')) return 'missing-secret';
  return faults.some(({ got }) => isNull(got)) ? 'null' : 'wrong-field';
}

function sectionOfReasons({ reasons = [] }: Failure): Section | undefined {
  const codes = new Set(reasons.map((reason) => (isObject(reason) ? reason.Code : undefined)));
  return Object.entries(byReason).find(([code]) => codes.has(code))?.[1];
}

/** Gives the address of the section that explains a failure. */
export function helpOf(failure: Failure): string | undefined {
  const section = sectionOf(failure);
  return section && addressOf(section);
}

/** Gives the address of a section. */
export function addressOf(section: Section): string {
  return `${DOCS}errors.md#${section}`;
}

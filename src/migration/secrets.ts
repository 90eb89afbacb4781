import type { SourceText } from '../diagram/source.ts';
import { SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import type { Remarks } from './finding.ts';

/** A secret without braces, which Camunda's runtime replaces wherever it stands. */
const BARE = /(?<!camunda\.|\{\{\s*)\bsecrets\.(?:[a-zA-Z0-9]+[/._-])*[a-zA-Z0-9]+/g;
/** A text in an expression. */
const FEEL_TEXT = /"(?:[^"\\]|\\.)*"/g;

/** Writes the secrets of a field of authentication as this worker replaces them: `secrets.KEY` becomes `{{secrets.KEY}}`. */
export function withBraces({ value }: SourceText): string {
  const inBraces = (text: string) => text.replace(BARE, '{{$&}}');
  return value.startsWith('=') ? value.replace(FEEL_TEXT, inBraces) : inBraces(value);
}

/** Refuses secrets where this worker replaces none: Camunda's runtime replaces them in every variable. */
export function refuseSecrets(field: string, text: SourceText, remarks: Remarks): void {
  const texts = text.value.startsWith('=') ? (text.value.match(FEEL_TEXT) ?? []) : [text.value];
  const found = texts.flatMap((each) => each.match(SECRET_PLACEHOLDER) ?? each.match(BARE) ?? []);
  if (found[0] === undefined) return;
  remarks.refuse(
    field,
    text.placeOf(text.value.indexOf(found[0])),
    `${found[0]} is replaced by Camunda's runtime; this worker replaces secrets in authentication only, and would write the text itself`,
  );
}

import { isIslandName } from '../attributes/decode.ts';
import type { SourceText } from '../diagram/source.ts';
import type { Remarks } from './finding.ts';

/** A text in an expression, or a name that begins like those that say a type: both may be the key of a context. */
const KEY = /"((?:[^"\\]|\\.)*)"|\$\w+/g;

/** Refuses names in data that say a type of DynamoDB here, like `{"$ss": ["a"]}`: Camunda's connector writes a map with that name. */
export function refuseIslands(field: string, text: SourceText, remarks: Remarks): void {
  const found = [...text.value.matchAll(KEY)].find(([whole, quoted = whole]) => isIslandName(quoted));
  if (found === undefined) return;
  const message = `${found[0]} may be a name of a map, which this worker would take for a type of DynamoDB`;
  remarks.refuse(field, text.placeOf(found.index), message);
}

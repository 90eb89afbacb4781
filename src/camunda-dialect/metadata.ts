import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type JsonObject, setMember } from '../json/json.ts';
import { jsonOf } from './attributes.ts';
import type { DialectDynamoDb } from './operations/operation.ts';

/** What DynamoDB answers to a write of one item. */
interface WriteAnswer {
  readonly Attributes?: Record<string, AttributeValue> | undefined;
  readonly $metadata: { readonly requestId?: string | undefined; readonly httpStatusCode?: number | undefined };
}

/**
 * Gives the result of a write of one item: what the answer said of itself, in the envelope `name`. The item is null, because none is
 * asked for.
 */
export function writeResult(
  name: 'putItemResult' | 'deleteItemResult' | 'updateItemResult',
  answer: WriteAnswer,
  dynamodb: Pick<DialectDynamoDb, 'rawHeaders'>,
): JsonObject {
  const found = jsonOf(answer.Attributes ?? {});
  const item = Object.keys(found).length === 0 ? null : found;
  const { requestId = null, httpStatusCode = null } = answer.$metadata;
  return {
    item,
    [name]: {
      sdkResponseMetadata: { requestId },
      sdkHttpMetadata: { ...headersOf(dynamodb.rawHeaders(answer), httpStatusCode) },
      attributes: item,
      consumedCapacity: null,
      itemCollectionMetrics: null,
    },
  };
}

/** Headers under their names as on the wire, sorted without regard to case. One that came several times has several values. */
function headersOf(raw: readonly string[], httpStatusCode: number | null): JsonObject {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]];
    const folded = name.toLowerCase();
    const known = byName.get(folded);
    if (known === undefined) byName.set(folded, { name, values: [value] });
    else known.values.push(value);
  }
  const httpHeaders: JsonObject = {};
  const allHttpHeaders: JsonObject = {};
  for (const [, { name, values }] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    setMember(httpHeaders, name, values[0] as string);
    setMember(allHttpHeaders, name, values);
  }
  return { httpHeaders, httpStatusCode, allHttpHeaders };
}

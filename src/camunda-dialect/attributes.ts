import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { plainDecoder } from '../attributes/decode.ts';
import { Failure } from '../failure/failure.ts';
import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';
import { ILLEGAL_ARGUMENT, JavaException } from './exceptions.ts';
import { numberOfDigits, numberText } from './java-numbers.ts';

/**
 * Converts JSON to an attribute value as Camunda's connector does: by what a value is, and never to a set, to binary or by a type that
 * it names. Every text is an `S`, a list is an `L`, `{"S": "x"}` is a map.
 */
export function attributeOf(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberValue)
    return { N: numberText(value) };
  return Array.isArray(value) ? { L: value.map(attributeOf) } : { M: attributesOf(value) };
}

/** Converts the members of an object, as `attributeOf` does. */
export function attributesOf(object: JsonObject): Attributes {
  const attributes: Attributes = {};
  for (const name in object) setMember(attributes, name, attributeOf(object[name] as Json));
  return attributes;
}

/**
 * Converts an item or a key that may be any JSON.
 * @throws JavaException when it is no object, nor a list of one; the job keeps retries then
 */
export function attributesOfAny(value: Json): Attributes {
  if (isObject(value)) return attributesOf(value);
  const [only, ...others] = Array.isArray(value) ? value : [];
  if (isObject(only) && others.length === 0) return attributesOf(only);
  const what = Array.isArray(value) ? 'Array' : typeof value === 'string' ? 'String' : 'scalar';
  throw new JavaException(
    ILLEGAL_ARGUMENT,
    `Cannot deserialize value of type \`java.util.LinkedHashMap<java.lang.String,java.lang.Object>\` from ${what} value`,
  );
}

const decode = plainDecoder(numberOfDigits);

/**
 * Converts attributes to an object of plain JSON. Sets become lists, binary becomes base64 text; a number stays one with all its digits.
 * @throws JavaException when a value has no type that is known, or a number no digits
 */
export function jsonOf(attributes: Attributes): JsonObject {
  try {
    return decode(attributes);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const message = 'Unsupported DynamoDB AttributeValue type: UNKNOWN_TO_SDK_VERSION';
    throw new JavaException(ILLEGAL_ARGUMENT, message, { cause: error });
  }
}

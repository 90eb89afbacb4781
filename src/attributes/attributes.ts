import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Attribute values by name: an item, a key, expression values. In the API reference's words a map of `AttributeValue`. */
export type Attributes = Record<string, AttributeValue>;

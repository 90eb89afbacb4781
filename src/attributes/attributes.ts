import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Attribute values by name, like `{id: {S: 'o-1'}}`: an item, a key, or expression values. AWS calls this a map of
 * `AttributeValue`.
 */
export type Attributes = Record<string, AttributeValue>;

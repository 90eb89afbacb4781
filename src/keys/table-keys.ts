import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LRUCache } from 'lru-cache';
import { type KeySchema, keySchemaOf } from './key-schema.ts';

/** The keys of tables, as far as a connection has looked at them. */
export interface TableKeys {
  /** What is kept of a table: its schema, or that it could not be looked at a short while ago; undefined when nothing is. */
  kept(tableName: string): KeySchema | 'unknown' | undefined;
  /**
   * Describes a table, once for all who ask meanwhile, and keeps what is found.
   * @throws as DescribeTable
   */
  describe(tableName: string): Promise<KeySchema>;
}

/** Tables of a connection whose schemas are kept: those used last. */
const MAX_KEPT = 1_000;
/** A table that cannot be described is described again after so many milliseconds. */
const RETRY_DESCRIBE_AFTER_MS = 60_000;

/** Keeps the schemas of the tables that a client sees. */
export function keepTableKeys(client: DynamoDBClient): TableKeys {
  const kept = new LRUCache<string, KeySchema | 'unknown'>({ max: MAX_KEPT, ttlResolution: 0 });
  const asking = new Map<string, Promise<KeySchema>>();

  async function ask(tableName: string): Promise<KeySchema> {
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table === undefined) throw new Error('The answer of DescribeTable describes no table.');
      const schema = keySchemaOf(Table);
      kept.set(tableName, schema);
      return schema;
    } catch (error) {
      kept.set(tableName, 'unknown', { ttl: RETRY_DESCRIBE_AFTER_MS });
      throw error;
    } finally {
      asking.delete(tableName);
    }
  }

  return {
    kept: (tableName) => kept.get(tableName),
    describe(tableName) {
      const before = asking.get(tableName);
      if (before !== undefined) return before;
      const asked = ask(tableName);
      asking.set(tableName, asked);
      return asked;
    },
  };
}

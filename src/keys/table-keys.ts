import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
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

/** Tables of a connection whose schemas are kept; the one kept longest goes first. */
const MAX_KEPT = 1_000;
/** So long a table that cannot be described is not looked at again, in milliseconds. */
const UNKNOWN_FOR = 60_000;

/** Keeps the schemas of the tables that a client sees. */
export function keepTableKeys(client: DynamoDBClient): TableKeys {
  const kept = new Map<string, KeySchema | number>();
  const asking = new Map<string, Promise<KeySchema>>();

  async function ask(tableName: string): Promise<KeySchema> {
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table === undefined) throw new Error('The answer of DescribeTable describes no table.');
      const schema = keySchemaOf(Table);
      keep(tableName, schema);
      return schema;
    } catch (error) {
      keep(tableName, performance.now() + UNKNOWN_FOR);
      throw error;
    } finally {
      asking.delete(tableName);
    }
  }

  function keep(tableName: string, found: KeySchema | number): void {
    kept.delete(tableName);
    kept.set(tableName, found);
    if (kept.size <= MAX_KEPT) return;
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      return;
    }
  }

  return {
    kept(tableName) {
      const found = kept.get(tableName);
      if (typeof found !== 'number') return found;
      if (performance.now() < found) return 'unknown';
      kept.delete(tableName);
      return undefined;
    },
    describe(tableName) {
      const before = asking.get(tableName);
      if (before !== undefined) return before;
      const asked = ask(tableName);
      asking.set(tableName, asked);
      return asked;
    },
  };
}

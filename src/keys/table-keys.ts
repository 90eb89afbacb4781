import { DescribeTableCommand, type DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { LRUCache } from 'lru-cache';
import { type TimeLimit, withTimeLimit } from '../async/deadline.ts';
import { shareLookUps } from '../async/look-ups.ts';
import { Failure } from '../failure/failure.ts';
import { type KeySchema, keySchemaOf } from './key-schema.ts';

/** The keys of tables, as far as a connection has looked at them. */
export interface TableKeys {
  /** What is kept of a table: its schema, or that it could not be looked at a short while ago; undefined when nothing is. */
  kept(tableName: string): KeySchema | 'unknown' | undefined;
  /**
   * Describes a table, once for all who ask meanwhile, and keeps what is found.
   * @param waiter who asks, until it aborts. Nobody is asked any more when all who asked have gone
   * @throws as DescribeTable, or the reason of `waiter`
   */
  describe(tableName: string, waiter?: AbortSignal): Promise<KeySchema>;
  /**
   * Describes a table for work that can do without: it does not wait long. A table that was not described in time counts as one
   * that cannot be described.
   * @throws as `describe`
   */
  advise(tableName: string, waiter?: AbortSignal): Promise<KeySchema>;
}

interface TableKeysSettings {
  /** How long one look at a table may take, in milliseconds. */
  readonly requestTimeout: number;
}

/** Tables of a connection whose schemas are kept: those used last. */
const MAX_KEPT = 1_000;
/** The longest name of a table, which is an ARN: a job may name one of megabytes, and nothing is kept of it. */
const MAX_NAME_LENGTH = 1_024;
/** A table that cannot be described is described again after so many milliseconds. */
const RETRY_DESCRIBE_AFTER_MS = 60_000;
/** So long is advice waited for. */
const ADVICE_LIMIT_MS = 5_000;

/** Asks DynamoDB, until the signal aborts. */
type AskUntil = (command: DescribeTableCommand, signal: AbortSignal) => Promise<DescribeTableCommandOutput>;

/** Keeps the schemas of the tables that a connection sees. */
export function keepTableKeys(ask: AskUntil, { requestTimeout }: TableKeysSettings): TableKeys {
  const kept = new LRUCache<string, KeySchema | 'unknown'>({
    max: MAX_KEPT,
    maxEntrySize: MAX_NAME_LENGTH,
    sizeCalculation: (_schema, { length }) => length || 1,
    ttlResolution: 0,
  });
  const advice = limitOf(Math.min(ADVICE_LIMIT_MS, requestTimeout));
  const lookUps = shareLookUps<string, KeySchema>({
    limit: limitOf(requestTimeout),
    lookUp: look,
    onFailure: (_error, tableName) => setUnknown(tableName),
  });

  async function look(tableName: string, signal: AbortSignal): Promise<KeySchema> {
    const { Table } = await ask(new DescribeTableCommand({ TableName: tableName }), signal);
    if (Table === undefined) throw noAnswer('it describes no table');
    const schema = keySchemaOf(Table);
    if (schema.keys.some(({ type }) => type === undefined)) throw noAnswer('it describes a key without its type');
    kept.set(tableName, schema);
    return schema;
  }

  function setUnknown(tableName: string): void {
    kept.set(tableName, 'unknown', { ttl: RETRY_DESCRIBE_AFTER_MS });
  }

  return {
    kept: (tableName) => kept.get(tableName),
    describe: lookUps.find,
    async advise(tableName, waiter) {
      try {
        return await withTimeLimit(advice, (signal) => lookUps.find(tableName, signal), waiter);
      } catch (error) {
        if (error instanceof DescribeTimeout) setUnknown(tableName);
        throw error;
      }
    },
  };
}

function limitOf(milliseconds: number): TimeLimit {
  return { milliseconds, late: () => new DescribeTimeout(milliseconds) };
}

/** Named and coded as what the SDK says of its own limits. */
class DescribeTimeout extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(milliseconds: number) {
    super(`DescribeTable did not answer within ${milliseconds / 1000} s`);
  }
}

function noAnswer(said: string): Failure {
  return new Failure('connection', `The answer was no answer of DynamoDB: ${said}`);
}

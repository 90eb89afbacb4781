import { DescribeTableCommand, type DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { LRUCache } from 'lru-cache';
import { type TimeLimit, withTimeLimit } from '../async/deadline.ts';
import { shareLookUps } from '../async/look-ups.ts';
import { Failure } from '../failure/failure.ts';
import { type KeySchema, keySchemaOf } from './key-schema.ts';

/** The keys of tables that a connection has looked up. */
export interface TableKeys {
  /**
   * Gives what is kept of a table: its schema; `unknown` if it could not be described a short while ago; undefined if nothing is
   * kept.
   */
  kept(tableName: string): KeySchema | 'unknown' | undefined;
  /**
   * Describes a table, once for all who ask meanwhile, and keeps what is found.
   * @param waiter aborts when whoever asked has gone. When all who asked have gone, the table is not described any more
   * @throws what DescribeTable throws, or the reason of `waiter`
   */
  describe(tableName: string, waiter?: AbortSignal): Promise<KeySchema>;
  /**
   * Describes a table for work that can do without: it waits for 5 s at most. A table that is not described in time counts as one
   * that cannot be described.
   * @throws what `describe` throws
   */
  advise(tableName: string, waiter?: AbortSignal): Promise<KeySchema>;
}

interface TableKeysSettings {
  /** How many milliseconds one description of a table may take. */
  readonly requestTimeout: number;
}

/** How many schemas of tables a connection keeps: those used last. */
const MAX_KEPT = 1_000;
/** The longest name of a table in characters: that of an ARN. Nothing is kept of a longer one, for a job may name megabytes. */
const MAX_NAME_LENGTH = 1_024;
/** A table that could not be described is described again after this time. */
const RETRY_DESCRIBE_AFTER_MS = 60_000;
/** How long `advise` waits. */
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

/** The error of a description that is late. It has the name and the code of the SDK's own time-outs. */
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

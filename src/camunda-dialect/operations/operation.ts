import type { Json, JsonObject } from '../../json/json.ts';
import type { DynamoDb } from '../../operation/operation.ts';
import type { DialectVersion } from '../exceptions.ts';

/** DynamoDB as an operation of the dialect uses it. */
export interface DialectDynamoDb extends Pick<DynamoDb, 'send' | 'pause' | 'keepOnly' | 'maxItemsBytes'> {
  /** The headers of an answer as they came: names and values by turns, like Node's `rawHeaders`. */
  rawHeaders(answer: object): readonly string[];
}

/** What an operation is about to do. */
export interface DialectCall {
  readonly tableName: string;
  /**
   * Does it, and gives the result as Camunda's connector does.
   * @throws JavaException; what `send` throws
   */
  run(dynamodb: DialectDynamoDb): Promise<Json>;
}

/** Something that validation has found: where, and Jakarta's text. */
export interface Violation {
  /** Like `input.tableName`. */
  readonly path: string;
  readonly message: string;
}

/** One of the eight operations of Camunda's connector. */
export interface DialectOperation {
  /** The value of `tableOperation`, `itemOperation` or `type`; also the id of the native operation beside it. */
  readonly id: string;
  readonly writes: boolean;
  /**
   * Reads the variable `input`. Adds to `violations` what validation would find; the call is not to be run then.
   * @throws JavaException (ConnectorInputException) when a member cannot be bound to its type
   */
  bind(input: JsonObject, violations: Violation[], version: DialectVersion): DialectCall;
}

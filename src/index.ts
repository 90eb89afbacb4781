/** The library's front door: a worker, and what an operation of one's own is made of. See `docs/own-operations.md`. */
export type { Attributes } from './attributes/attributes.ts';
export { Failure, type FailureClass, type FailureDetails } from './failure/failure.ts';
export { describeValue, type Fault } from './failure/faults.ts';
export { attributes, key, keyValue, names } from './fields/data-field.ts';
export { choice, expression, flag, text, type Words, wholeNumber } from './fields/field.ts';
export { nameList } from './fields/name-list.ts';
export { listOf, objectOfMembers, structure } from './fields/structure-field.ts';
export { oneOf, someText, trueOrFalse, wholeNumberFrom } from './fields/value.ts';
export { way } from './fields/way.ts';
export type { Json, JsonObject } from './json/json.ts';
export type { IamActions } from './operation/iam-actions.ts';
export {
  type DynamoDb,
  defineOperation,
  type Named,
  type Operation,
  type OperationGroup,
} from './operation/operation.ts';
export { type AttributesDecoder, described } from './operation/response.ts';
export { consistentRead, returnConsumedCapacity, tableName } from './operations/fields.ts';
export { operations } from './operations/index.ts';
export { ConfigError } from './worker/config.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker/start.ts';

import { type Attributes, context, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { CallWrapper, WrappedCall } from '../dynamodb/observers.ts';
import { toFailure } from '../failure/of-aws.ts';
import { tellFailed } from './error-type.ts';

/**
 * Makes a span of each call to DynamoDB, by OpenTelemetry's conventions for DynamoDB, databases and the AWS SDK.
 * https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
 * https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function callSpans(tracer: Tracer): CallWrapper {
  return async (call, send) => {
    const name = `DynamoDB.${call.command}`;
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: ofInput(call) });
    try {
      const answer = await context.with(trace.setSpan(context.active(), span), send);
      if (span.isRecording()) span.setAttributes({ ...ofTries(call, answer), ...ofAnswer(answer) });
      return answer;
    } catch (error) {
      if (span.isRecording()) tellFailed(span, toFailure(error), ofTries(call, error as object));
      throw error;
    } finally {
      span.end();
    }
  };
}

/**
 * The members of inputs that are told, each with its attribute. Only names, numbers and choices of AWS's: keys, values and
 * expressions are not told, nor are names of attributes.
 */
const told: readonly (readonly [member: string, attribute: string])[] = [
  ['ConsistentRead', 'aws.dynamodb.consistent_read'],
  ['ExclusiveStartTableName', 'aws.dynamodb.exclusive_start_table'],
  ['IndexName', 'aws.dynamodb.index_name'],
  ['Limit', 'aws.dynamodb.limit'],
  ['ScanIndexForward', 'aws.dynamodb.scan_forward'],
  ['Segment', 'aws.dynamodb.segment'],
  ['Select', 'aws.dynamodb.select'],
  ['TotalSegments', 'aws.dynamodb.total_segments'],
];
/** What names of tables and indexes, and AWS's choices, look like. */
const NAME = /^[\w.-]{1,255}$/;

function ofInput({ command, input, tables = [] }: WrappedCall): Attributes {
  const attributes: Attributes = {
    'rpc.system': 'aws-api',
    'rpc.service': 'DynamoDB',
    'rpc.method': command,
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': command,
  };
  if (tables.length > 0) attributes['aws.dynamodb.table_names'] = [...tables];
  if (tables.length === 1) attributes['db.collection.name'] = tables[0] as string;
  const members = input as Readonly<Record<string, unknown>>;
  for (const [member, attribute] of told) {
    const value = members[member];
    if (typeof value === 'number' || typeof value === 'boolean') attributes[attribute] = value;
    else if (typeof value === 'string' && NAME.test(value)) attributes[attribute] = value;
  }
  const { ProvisionedThroughput: throughput } = input as {
    readonly ProvisionedThroughput?: { readonly ReadCapacityUnits?: number; readonly WriteCapacityUnits?: number };
  };
  if (throughput?.ReadCapacityUnits)
    attributes['aws.dynamodb.provisioned_read_capacity'] = throughput.ReadCapacityUnits;
  if (throughput?.WriteCapacityUnits)
    attributes['aws.dynamodb.provisioned_write_capacity'] = throughput.WriteCapacityUnits;
  const size = batchSize(input);
  if (size > 1) attributes['db.operation.batch.size'] = size;
  return attributes;
}

/** How many items a batch or a transaction asks for or changes; 0 if it is neither. */
function batchSize(input: object): number {
  const { RequestItems, TransactItems } = input as {
    readonly RequestItems?: Readonly<Record<string, readonly unknown[] | { readonly Keys?: readonly unknown[] }>>;
    readonly TransactItems?: readonly unknown[];
  };
  if (TransactItems !== undefined) return TransactItems.length;
  return Object.values(RequestItems ?? {}).reduce(
    (sum, asked) => sum + (('Keys' in asked ? asked.Keys?.length : (asked as readonly unknown[]).length) ?? 0),
    0,
  );
}

/** What the SDK knows of the tries of a call, on its answer or its error. */
interface Tried {
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly extendedRequestId?: string;
    readonly attempts?: number;
  };
}

function ofTries({ server }: WrappedCall, { $metadata = {} }: Tried): Attributes {
  const { httpStatusCode, requestId, extendedRequestId, attempts = 1 } = $metadata;
  return {
    ...(server && { 'cloud.region': server.region, 'server.address': server.address, 'server.port': server.port }),
    ...(httpStatusCode !== undefined && { 'http.response.status_code': httpStatusCode }),
    ...(attempts > 1 && { 'http.request.resend_count': attempts - 1 }),
    ...(requestId !== undefined && { 'aws.request_id': requestId }),
    ...(extendedRequestId !== undefined && { 'aws.extended_request_id': extendedRequestId }),
  };
}

/** The parts of AWS's answers that are told. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
interface Answer {
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly TableNames?: readonly string[];
  readonly ConsumedCapacity?: object | readonly object[];
}

function ofAnswer(output: object): Attributes {
  const { Count, ScannedCount, TableNames, ConsumedCapacity } = output as Answer;
  const consumed = ConsumedCapacity && [ConsumedCapacity].flat().map((each) => JSON.stringify(each));
  return {
    ...(Count !== undefined && { 'aws.dynamodb.count': Count }),
    ...(ScannedCount !== undefined && { 'aws.dynamodb.scanned_count': ScannedCount }),
    ...(TableNames && { 'aws.dynamodb.table_count': TableNames.length }),
    ...(consumed && { 'aws.dynamodb.consumed_capacity': consumed }),
  };
}

import { DATE, NOTHING, type Part, SAME, type Shape } from './shapes.ts';

/** The operations of Camunda's own connector. */
export type CamundaOperation =
  | 'addItem'
  | 'deleteItem'
  | 'getItem'
  | 'updateItem'
  | 'createTable'
  | 'deleteTable'
  | 'describeTable'
  | 'scanTable';

/** Gives the group of an operation, by which our task says what it does; undefined if Camunda's connector has no such operation. */
export function groupOf(operation: string): 'itemOperation' | 'tableOperation' | undefined {
  if (!Object.hasOwn(shapes, operation)) return undefined;
  return operation.endsWith('Item') ? 'itemOperation' : 'tableOperation';
}

/** The result of an operation, and where ours has it. */
export function resultOf(operation: CamundaOperation): Part {
  return { shape: shapes[operation], native: PLACES[operation] ?? 'response' };
}

const PLACES: Readonly<Partial<Record<CamundaOperation, string>>> = {
  getItem: 'response.response.Item',
  createTable: 'response.response.TableDescription',
  describeTable: 'response.response.Table',
};

/** Makes an object. A member is named as theirs, with its shape; ours has it under the same name with a capital, or the name given. */
function object(members: Readonly<Record<string, Shape | readonly [at: string, Shape]>>, mayBeNull = true): Shape {
  const entries = Object.entries(members).map(([name, member]) => {
    const [at, shape] = isShape(member) ? [`.${name[0]?.toUpperCase()}${name.slice(1)}`, member] : member;
    return [name, { at, shape }] as const;
  });
  return { kind: 'object', members: new Map(entries), mayBeNull };
}

function isShape(member: Shape | readonly [string, Shape]): member is Shape {
  return 'kind' in member;
}

/** Makes an object whose members are the same in both. */
const plain = (...names: readonly string[]) => object(Object.fromEntries(names.map((name) => [name, SAME])));
const list = (of: Shape): Shape => ({ kind: 'list', of: of.kind === 'object' ? { ...of, mayBeNull: false } : of });

const keySchema = list(plain('attributeName', 'keyType'));
const throughput = object({
  lastIncreaseDateTime: DATE,
  lastDecreaseDateTime: DATE,
  numberOfDecreasesToday: SAME,
  readCapacityUnits: SAME,
  writeCapacityUnits: SAME,
});
const projection = plain('projectionType', 'nonKeyAttributes');
const onDemand = plain('maxReadRequestUnits', 'maxWriteRequestUnits');
const warm = plain('readUnitsPerSecond', 'writeUnitsPerSecond', 'status');
const readOverride = plain('readCapacityUnits');
const onDemandOverride = plain('maxReadRequestUnits');
const tableClass = object({ tableClass: SAME, lastUpdateDateTime: DATE });

const index = {
  indexName: SAME,
  keySchema,
  projection,
  indexSizeBytes: SAME,
  itemCount: SAME,
  indexArn: SAME,
} as const;
const replica = object({
  regionName: SAME,
  replicaStatus: SAME,
  replicaArn: SAME,
  replicaStatusDescription: SAME,
  replicaStatusPercentProgress: SAME,
  kmsmasterKeyId: ['.KMSMasterKeyId', SAME],
  provisionedThroughputOverride: readOverride,
  onDemandThroughputOverride: onDemandOverride,
  warmThroughput: warm,
  globalSecondaryIndexes: list(
    object({
      indexName: SAME,
      provisionedThroughputOverride: readOverride,
      onDemandThroughputOverride: onDemandOverride,
      warmThroughput: warm,
    }),
  ),
  replicaInaccessibleDateTime: DATE,
  replicaTableClassSummary: tableClass,
});

/** A table, with Camunda's spelling of the names of encryption. */
const table = object(
  {
    attributeDefinitions: list(plain('attributeName', 'attributeType')),
    tableName: SAME,
    keySchema,
    tableStatus: SAME,
    creationDateTime: DATE,
    provisionedThroughput: throughput,
    tableSizeBytes: SAME,
    itemCount: SAME,
    tableArn: SAME,
    tableId: SAME,
    billingModeSummary: object({ billingMode: SAME, lastUpdateToPayPerRequestDateTime: DATE }),
    localSecondaryIndexes: list(object(index)),
    globalSecondaryIndexes: list(
      object({
        ...index,
        indexStatus: SAME,
        backfilling: SAME,
        provisionedThroughput: throughput,
        onDemandThroughput: onDemand,
        warmThroughput: warm,
      }),
    ),
    streamSpecification: plain('streamEnabled', 'streamViewType'),
    latestStreamLabel: SAME,
    latestStreamArn: SAME,
    globalTableVersion: SAME,
    replicas: list(replica),
    restoreSummary: object({
      sourceBackupArn: SAME,
      sourceTableArn: SAME,
      restoreDateTime: DATE,
      restoreInProgress: SAME,
    }),
    archivalSummary: object({ archivalDateTime: DATE, archivalReason: SAME, archivalBackupArn: SAME }),
    tableClassSummary: tableClass,
    deletionProtectionEnabled: SAME,
    onDemandThroughput: onDemand,
    ssedescription: [
      '.SSEDescription',
      object({
        status: SAME,
        ssetype: ['.SSEType', SAME],
        kmsmasterKeyArn: ['.KMSMasterKeyArn', SAME],
        inaccessibleEncryptionDateTime: DATE,
      }),
    ],
    warmThroughput: warm,
  },
  false,
);

const HEADERS: Shape = { kind: 'unknown', what: 'the HTTP headers of the answer' };

/** What a write gives, under the name of its own envelope. Its other members are always null. */
function writeResult(envelope: string): Shape {
  const metadata = 'response.response.ResponseMetadata';
  const result = object(
    {
      sdkResponseMetadata: ['', object({ requestId: [`${metadata}.RequestId`, SAME] }, false)],
      sdkHttpMetadata: [
        '',
        object(
          {
            httpHeaders: ['', HEADERS],
            httpStatusCode: [`${metadata}.HTTPStatusCode`, SAME],
            allHttpHeaders: ['', HEADERS],
          },
          false,
        ),
      ],
      attributes: NOTHING,
      consumedCapacity: NOTHING,
      itemCollectionMetrics: NOTHING,
    },
    false,
  );
  return object({ item: NOTHING, [envelope]: ['', result] }, false);
}

const how = { action: ['response.action', SAME], status: ['response.status', SAME] } as const;

const shapes: Readonly<Record<CamundaOperation, Shape>> = {
  addItem: writeResult('putItemResult'),
  deleteItem: writeResult('deleteItemResult'),
  updateItem: writeResult('updateItemResult'),
  getItem: { kind: 'attributes' },
  createTable: table,
  describeTable: table,
  deleteTable: object({ ...how, response: NOTHING }, false),
  scanTable: object({ ...how, response: ['response.response.Items', { kind: 'items' }] }, false),
};

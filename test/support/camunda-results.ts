import type { Json, JsonObject } from '../../src/json/json.ts';
import type { CamundaOperation } from './camunda-diagrams.ts';

/** A description of AWS as Camunda's connector shows it: each name with what is in it, `[…]` around the members of a list. */
type Skeleton = { readonly [name: string]: Skeleton | readonly [Skeleton] | 'date' | null };

const throughput: Skeleton = {
  lastIncreaseDateTime: 'date',
  lastDecreaseDateTime: 'date',
  numberOfDecreasesToday: null,
  readCapacityUnits: null,
  writeCapacityUnits: null,
};
const warm: Skeleton = { readUnitsPerSecond: null, writeUnitsPerSecond: null, status: null };
const onDemand: Skeleton = { maxReadRequestUnits: null, maxWriteRequestUnits: null };
const keySchema = [{ attributeName: null, keyType: null }] as const;
const index: Skeleton = {
  indexName: null,
  keySchema,
  projection: { projectionType: null, nonKeyAttributes: null },
  indexSizeBytes: null,
  itemCount: null,
  indexArn: null,
};
const tableClass: Skeleton = { tableClass: null, lastUpdateDateTime: 'date' };
const read: Skeleton = { readCapacityUnits: null };
const readOnDemand: Skeleton = { maxReadRequestUnits: null };

/** The 25 keys of a table, as section 4.3 of the contract lists them. */
const tableSkeleton: Skeleton = {
  attributeDefinitions: [{ attributeName: null, attributeType: null }],
  tableName: null,
  keySchema,
  tableStatus: null,
  creationDateTime: 'date',
  provisionedThroughput: throughput,
  tableSizeBytes: null,
  itemCount: null,
  tableArn: null,
  tableId: null,
  billingModeSummary: { billingMode: null, lastUpdateToPayPerRequestDateTime: 'date' },
  localSecondaryIndexes: [index],
  globalSecondaryIndexes: [
    {
      ...index,
      indexStatus: null,
      backfilling: null,
      provisionedThroughput: throughput,
      onDemandThroughput: onDemand,
      warmThroughput: warm,
    },
  ],
  streamSpecification: { streamEnabled: null, streamViewType: null },
  latestStreamLabel: null,
  latestStreamArn: null,
  globalTableVersion: null,
  replicas: [
    {
      regionName: null,
      replicaStatus: null,
      replicaArn: null,
      replicaStatusDescription: null,
      replicaStatusPercentProgress: null,
      kmsmasterKeyId: null,
      provisionedThroughputOverride: read,
      onDemandThroughputOverride: readOnDemand,
      warmThroughput: warm,
      globalSecondaryIndexes: [
        {
          indexName: null,
          provisionedThroughputOverride: read,
          onDemandThroughputOverride: readOnDemand,
          warmThroughput: warm,
        },
      ],
      replicaInaccessibleDateTime: 'date',
      replicaTableClassSummary: tableClass,
    },
  ],
  restoreSummary: { sourceBackupArn: null, sourceTableArn: null, restoreDateTime: 'date', restoreInProgress: null },
  archivalSummary: { archivalDateTime: 'date', archivalReason: null, archivalBackupArn: null },
  tableClassSummary: tableClass,
  deletionProtectionEnabled: null,
  onDemandThroughput: onDemand,
  ssedescription: { status: null, ssetype: null, kmsmasterKeyArn: null, inaccessibleEncryptionDateTime: 'date' },
  warmThroughput: warm,
};

const spellings: Readonly<Record<string, string>> = {
  ssedescription: 'SSEDescription',
  ssetype: 'SSEType',
  kmsmasterKeyArn: 'KMSMasterKeyArn',
  kmsmasterKeyId: 'KMSMasterKeyId',
};

/** AWS's name for a name of a table's description in Camunda's spelling. */
export function awsName(name: string): string {
  return spellings[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function shown(value: Json | undefined, skeleton: Skeleton | readonly [Skeleton] | 'date' | null): Json {
  if (value === undefined || value === null) return null;
  if (skeleton === null) return value;
  if (skeleton === 'date') return `${value}`.replace('Z', '+00:00');
  if (Array.isArray(skeleton)) return (value as Json[]).map((each) => shown(each, skeleton[0] as Skeleton));
  const names = Object.entries(skeleton as Skeleton);
  return Object.fromEntries(names.map(([name, within]) => [name, shown((value as JsonObject)[awsName(name)], within)]));
}

/** All paths into a table in Camunda's spelling, like `['billingModeSummary', 'billingMode']`; `1` where a list is. */
export function tablePaths(skeleton: Skeleton = tableSkeleton): readonly (readonly string[])[] {
  return Object.entries(skeleton).flatMap(([name, within]) => {
    if (within === null || within === 'date') return [[name]];
    const [list, inside] = Array.isArray(within) ? [['1'], within[0] as Skeleton] : [[], within as Skeleton];
    return [[name], ...tablePaths(inside).map((path) => [name, ...list, ...path])];
  });
}

/** A description of a table as AWS gives it, with what `chosen` says of its parts; everything in it if that is always true. */
export function awsTable(chosen: (name: string) => boolean, skeleton: Skeleton = tableSkeleton): JsonObject {
  const names = Object.entries(skeleton).filter(([name]) => chosen(name));
  return Object.fromEntries(
    names.map(([name, within]): [string, Json] => {
      if (within === null) return [awsName(name), /Units|Bytes|Count|Today/.test(name) ? 5 : `a ${name}`];
      if (within === 'date') return [awsName(name), '2023-11-14T22:13:20.000Z'];
      if (Array.isArray(within)) return [awsName(name), [1, 2].map(() => awsTable(chosen, within[0] as Skeleton))];
      return [awsName(name), awsTable(chosen, within as Skeleton)];
    }),
  );
}

const envelopes = { addItem: 'putItemResult', deleteItem: 'deleteItemResult', updateItem: 'updateItemResult' } as const;

/**
 * What Camunda's connector gives where the worker gives this result: section 4.3 of the contract, by hand.
 * @param inOrder the attributes of an item in an order, because DynamoDB gives them in any
 */
export function camundaResult(
  operation: CamundaOperation,
  result: JsonObject,
  inOrder: (item: JsonObject) => readonly string[] = Object.keys,
): Json {
  const response = result.response as JsonObject;
  const metadata = response.ResponseMetadata as JsonObject | undefined;
  switch (operation) {
    case 'getItem': {
      const item = response.Item as JsonObject | null;
      return item && inOrder(item).map((name) => ({ [name]: item[name] as Json }));
    }
    case 'scanTable': {
      const items = response.Items as Json[];
      return { action: 'scanTable', status: 'OK', response: items.length === 0 ? null : items };
    }
    case 'deleteTable':
      return { action: result.action as Json, status: 'OK', response: null };
    case 'createTable':
      return shown(response.TableDescription, tableSkeleton);
    case 'describeTable':
      return shown(response.Table, tableSkeleton);
    default:
      return {
        item: null,
        [envelopes[operation]]: {
          sdkResponseMetadata: { requestId: metadata?.RequestId ?? null },
          sdkHttpMetadata: {
            httpHeaders: { 'Content-Length': '2' },
            httpStatusCode: metadata?.HTTPStatusCode ?? null,
            allHttpHeaders: { 'Content-Length': ['2'] },
          },
          attributes: null,
          consumedCapacity: null,
          itemCollectionMetrics: null,
        },
      };
  }
}

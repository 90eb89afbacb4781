import type * as aws from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '../json/json.ts';

/**
 * Gives the description of a table with the keys of Camunda's connector: always all of them, null where AWS says nothing, and nothing
 * that is newer than they are. Some are spelled as in AWS's first SDK for Java, like `ssedescription`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export function tableDescription(table: aws.TableDescription): JsonObject {
  return {
    attributeDefinitions: list(table.AttributeDefinitions, ({ AttributeName, AttributeType }) => ({
      attributeName: said(AttributeName),
      attributeType: said(AttributeType),
    })),
    tableName: said(table.TableName),
    keySchema: keySchema(table.KeySchema),
    tableStatus: said(table.TableStatus),
    creationDateTime: date(table.CreationDateTime),
    provisionedThroughput: provisioned(table.ProvisionedThroughput),
    tableSizeBytes: said(table.TableSizeBytes),
    itemCount: said(table.ItemCount),
    tableArn: said(table.TableArn),
    tableId: said(table.TableId),
    billingModeSummary: part(table.BillingModeSummary, (billing) => ({
      billingMode: said(billing.BillingMode),
      lastUpdateToPayPerRequestDateTime: date(billing.LastUpdateToPayPerRequestDateTime),
    })),
    localSecondaryIndexes: list(table.LocalSecondaryIndexes, localIndex),
    globalSecondaryIndexes: list(table.GlobalSecondaryIndexes, globalIndex),
    streamSpecification: part(table.StreamSpecification, ({ StreamEnabled, StreamViewType }) => ({
      streamEnabled: said(StreamEnabled),
      streamViewType: said(StreamViewType),
    })),
    latestStreamLabel: said(table.LatestStreamLabel),
    latestStreamArn: said(table.LatestStreamArn),
    globalTableVersion: said(table.GlobalTableVersion),
    replicas: list(table.Replicas, replica),
    restoreSummary: part(table.RestoreSummary, (restore) => ({
      sourceBackupArn: said(restore.SourceBackupArn),
      sourceTableArn: said(restore.SourceTableArn),
      restoreDateTime: date(restore.RestoreDateTime),
      restoreInProgress: said(restore.RestoreInProgress),
    })),
    archivalSummary: part(table.ArchivalSummary, (archival) => ({
      archivalDateTime: date(archival.ArchivalDateTime),
      archivalReason: said(archival.ArchivalReason),
      archivalBackupArn: said(archival.ArchivalBackupArn),
    })),
    tableClassSummary: tableClass(table.TableClassSummary),
    deletionProtectionEnabled: said(table.DeletionProtectionEnabled),
    onDemandThroughput: onDemand(table.OnDemandThroughput),
    ssedescription: part(table.SSEDescription, (encryption) => ({
      status: said(encryption.Status),
      ssetype: said(encryption.SSEType),
      kmsmasterKeyArn: said(encryption.KMSMasterKeyArn),
      inaccessibleEncryptionDateTime: date(encryption.InaccessibleEncryptionDateTime),
    })),
    warmThroughput: warm(table.WarmThroughput),
  };
}

function localIndex(index: aws.LocalSecondaryIndexDescription): JsonObject {
  return {
    indexName: said(index.IndexName),
    keySchema: keySchema(index.KeySchema),
    projection: projection(index.Projection),
    indexSizeBytes: said(index.IndexSizeBytes),
    itemCount: said(index.ItemCount),
    indexArn: said(index.IndexArn),
  };
}

function globalIndex(index: aws.GlobalSecondaryIndexDescription): JsonObject {
  return {
    indexName: said(index.IndexName),
    keySchema: keySchema(index.KeySchema),
    projection: projection(index.Projection),
    indexStatus: said(index.IndexStatus),
    backfilling: said(index.Backfilling),
    provisionedThroughput: provisioned(index.ProvisionedThroughput),
    indexSizeBytes: said(index.IndexSizeBytes),
    itemCount: said(index.ItemCount),
    indexArn: said(index.IndexArn),
    onDemandThroughput: onDemand(index.OnDemandThroughput),
    warmThroughput: warm(index.WarmThroughput),
  };
}

function replica(described: aws.ReplicaDescription): JsonObject {
  return {
    regionName: said(described.RegionName),
    replicaStatus: said(described.ReplicaStatus),
    replicaArn: said(described.ReplicaArn),
    replicaStatusDescription: said(described.ReplicaStatusDescription),
    replicaStatusPercentProgress: said(described.ReplicaStatusPercentProgress),
    kmsmasterKeyId: said(described.KMSMasterKeyId),
    ...overrides(described),
    warmThroughput: warm(described.WarmThroughput),
    globalSecondaryIndexes: list(described.GlobalSecondaryIndexes, (index) => ({
      indexName: said(index.IndexName),
      ...overrides(index),
      warmThroughput: warm(index.WarmThroughput),
    })),
    replicaInaccessibleDateTime: date(described.ReplicaInaccessibleDateTime),
    replicaTableClassSummary: tableClass(described.ReplicaTableClassSummary),
  };
}

function overrides(of: aws.ReplicaDescription | aws.ReplicaGlobalSecondaryIndexDescription): JsonObject {
  return {
    provisionedThroughputOverride: part(of.ProvisionedThroughputOverride, ({ ReadCapacityUnits }) => ({
      readCapacityUnits: said(ReadCapacityUnits),
    })),
    onDemandThroughputOverride: part(of.OnDemandThroughputOverride, ({ MaxReadRequestUnits }) => ({
      maxReadRequestUnits: said(MaxReadRequestUnits),
    })),
  };
}

function keySchema(keys: aws.KeySchemaElement[] | undefined): Json {
  return list(keys, ({ AttributeName, KeyType }) => ({ attributeName: said(AttributeName), keyType: said(KeyType) }));
}

function projection(projected: aws.Projection | undefined): Json {
  return part(projected, ({ ProjectionType, NonKeyAttributes }) => ({
    projectionType: said(ProjectionType),
    nonKeyAttributes: NonKeyAttributes ?? null,
  }));
}

function provisioned(throughput: aws.ProvisionedThroughputDescription | undefined): Json {
  return part(throughput, (units) => ({
    lastIncreaseDateTime: date(units.LastIncreaseDateTime),
    lastDecreaseDateTime: date(units.LastDecreaseDateTime),
    numberOfDecreasesToday: said(units.NumberOfDecreasesToday),
    readCapacityUnits: said(units.ReadCapacityUnits),
    writeCapacityUnits: said(units.WriteCapacityUnits),
  }));
}

function onDemand(throughput: aws.OnDemandThroughput | undefined): Json {
  return part(throughput, ({ MaxReadRequestUnits, MaxWriteRequestUnits }) => ({
    maxReadRequestUnits: said(MaxReadRequestUnits),
    maxWriteRequestUnits: said(MaxWriteRequestUnits),
  }));
}

function warm(
  throughput: aws.TableWarmThroughputDescription | aws.GlobalSecondaryIndexWarmThroughputDescription | undefined,
): Json {
  return part(throughput, ({ ReadUnitsPerSecond, WriteUnitsPerSecond, Status }) => ({
    readUnitsPerSecond: said(ReadUnitsPerSecond),
    writeUnitsPerSecond: said(WriteUnitsPerSecond),
    status: said(Status),
  }));
}

function tableClass(summary: aws.TableClassSummary | undefined): Json {
  return part(summary, ({ TableClass, LastUpdateDateTime }) => ({
    tableClass: said(TableClass),
    lastUpdateDateTime: date(LastUpdateDateTime),
  }));
}

function said(value: string | number | boolean | undefined): Json {
  return value ?? null;
}

function date(moment: Date | undefined): Json {
  return moment === undefined ? null : moment.toISOString().replace('Z', '+00:00');
}

function part<T>(value: T | undefined, describe: (value: T) => JsonObject): Json {
  return value === undefined ? null : describe(value);
}

function list<T>(values: readonly T[] | undefined, describe: (value: T) => JsonObject): Json {
  return values === undefined ? null : values.map(describe);
}

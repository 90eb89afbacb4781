import {
  type AttributeDefinition,
  type CreateGlobalSecondaryIndexAction,
  type CreateReplicationGroupMemberAction,
  type DeleteGlobalSecondaryIndexAction,
  type DeleteReplicationGroupMemberAction,
  type DisassociateReplicationGroupMemberAction,
  DisassociationMode,
  type GlobalSecondaryIndex,
  type GlobalSecondaryIndexUpdate,
  type KeySchemaElement,
  KeyType,
  type LocalSecondaryIndex,
  type OnDemandThroughput,
  type OnDemandThroughputOverride,
  type Projection,
  ProjectionType,
  type ProvisionedThroughput,
  type ProvisionedThroughputOverride,
  type ReplicaGlobalSecondaryIndex,
  type ReplicationGroupUpdate,
  ScalarAttributeType,
  type SSESpecification,
  SSEType,
  type StreamSpecification,
  StreamViewType,
  TableClass,
  type Tag,
  type UpdateGlobalSecondaryIndexAction,
  type UpdateReplicationGroupMemberAction,
  type WarmThroughput,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { listOf, listOrNone, objectOfMembers, oneMemberOf, readAs } from '../fields/structure-field.ts';
import { checked, oneOf, textValue, trueOrFalse, wholeNumberFrom, wholeNumberOf } from '../fields/value.ts';

/**
 * Schemas for the input of CreateTable and UpdateTable. Each has the members that the installed SDK knows.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Types_Amazon_DynamoDB.html
 */

const name = () => textValue().min(1, { error: 'text' });
const units = () => wholeNumberFrom(1);
const limit = () =>
  checked('a whole number from 1, or -1 for no limit', (value) => {
    const number = wholeNumberOf(value);
    return number !== undefined && (number >= 1 || number === -1) ? number : undefined;
  });

export const attributeDefinitions = listOrNone(
  objectOfMembers<AttributeDefinition>({
    AttributeName: name(),
    AttributeType: oneOf(Object.values(ScalarAttributeType)),
  }),
);

export const keySchema = listOf(
  objectOfMembers<KeySchemaElement>({ AttributeName: name(), KeyType: oneOf(Object.values(KeyType)) }),
);

const projection = objectOfMembers<Projection>({
  ProjectionType: oneOf(Object.values(ProjectionType)),
  NonKeyAttributes: listOf(name()).optional(),
});

const provisionedThroughput = objectOfMembers<ProvisionedThroughput>({
  ReadCapacityUnits: units(),
  WriteCapacityUnits: units(),
});

export const onDemandThroughput = objectOfMembers<OnDemandThroughput>({
  MaxReadRequestUnits: limit().optional(),
  MaxWriteRequestUnits: limit().optional(),
});

export const warmThroughput = objectOfMembers<WarmThroughput>({
  ReadUnitsPerSecond: units().optional(),
  WriteUnitsPerSecond: units().optional(),
});

const throughputs = {
  ProvisionedThroughput: provisionedThroughput.optional(),
  OnDemandThroughput: onDemandThroughput.optional(),
  WarmThroughput: warmThroughput.optional(),
};

const newIndex = { IndexName: name(), KeySchema: keySchema, Projection: projection };

export const globalSecondaryIndexes = listOrNone(
  objectOfMembers<GlobalSecondaryIndex>({ ...newIndex, ...throughputs }),
);

export const localSecondaryIndexes = listOrNone(objectOfMembers<LocalSecondaryIndex>(newIndex));

export const globalSecondaryIndexUpdates = listOrNone(
  oneMemberOf<GlobalSecondaryIndexUpdate>({
    Create: objectOfMembers<CreateGlobalSecondaryIndexAction>({ ...newIndex, ...throughputs }).optional(),
    Update: objectOfMembers<UpdateGlobalSecondaryIndexAction>({ IndexName: name(), ...throughputs }).optional(),
    Delete: objectOfMembers<DeleteGlobalSecondaryIndexAction>({ IndexName: name() }).optional(),
  }),
);

export const streamSpecification = objectOfMembers<StreamSpecification>({
  StreamEnabled: trueOrFalse(),
  StreamViewType: oneOf(Object.values(StreamViewType)).optional(),
});

export const sseSpecification = objectOfMembers<SSESpecification>({
  Enabled: trueOrFalse().optional(),
  SSEType: oneOf(Object.values(SSEType)).optional(),
  KMSMasterKeyId: name().optional(),
});

const provisionedOverride = objectOfMembers<ProvisionedThroughputOverride>({ ReadCapacityUnits: units().optional() });
const onDemandOverride = objectOfMembers<OnDemandThroughputOverride>({ MaxReadRequestUnits: limit().optional() });

const replica = {
  RegionName: name(),
  KMSMasterKeyId: name().optional(),
  ProvisionedThroughputOverride: provisionedOverride.optional(),
  OnDemandThroughputOverride: onDemandOverride.optional(),
  GlobalSecondaryIndexes: listOf(
    objectOfMembers<ReplicaGlobalSecondaryIndex>({
      IndexName: name(),
      ProvisionedThroughputOverride: provisionedOverride.optional(),
      OnDemandThroughputOverride: onDemandOverride.optional(),
    }),
  ).optional(),
  TableClassOverride: oneOf(Object.values(TableClass)).optional(),
};

export const replicaUpdates = listOrNone(
  oneMemberOf<ReplicationGroupUpdate>({
    Create: objectOfMembers<CreateReplicationGroupMemberAction>(replica).optional(),
    Update: objectOfMembers<UpdateReplicationGroupMemberAction>(replica).optional(),
    Delete: objectOfMembers<DeleteReplicationGroupMemberAction>({ RegionName: name() }).optional(),
    Disassociate: objectOfMembers<DisassociateReplicationGroupMemberAction>({
      RegionName: name(),
      DisassociationMode: oneOf(Object.values(DisassociationMode)),
    }).optional(),
  }),
);

const tagList = listOrNone(objectOfMembers<Tag>({ Key: name(), Value: textValue() }));
const tagMap = z.record(z.string(), textValue(), { error: 'an object of texts, or a list of objects with Key, Value' });

/** Reads tags, as AWS's list or as an object like `{"team": "orders"}`. Gives AWS's list, or undefined when there is none. */
export const tags = z.unknown().transform((given, context): Tag[] | undefined => {
  if (Array.isArray(given)) return readAs(tagList, given, context);
  const entries = Object.entries(readAs(tagMap, given, context));
  return entries.length === 0 ? undefined : entries.map(([Key, Value]) => ({ Key, Value }));
});

import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { KeySchema } from '../../keys/key-schema.ts';
import type { Answer, Sent } from './sent.ts';

/** A request for the changes of a table, as far as its description depends on it. */
interface TableRequest {
  readonly TableName?: string;
  readonly GlobalSecondaryIndexUpdates?: readonly Partial<Record<string, { readonly IndexName: string }>>[];
  readonly ReplicaUpdates?: readonly Partial<Record<string, { readonly RegionName: string }>>[];
  readonly TimeToLiveSpecification?: object;
}

/**
 * Makes the answers of a DynamoDB that finds nothing, takes every write, and makes every change of a table at once. So a job asks
 * all that does not depend on what is in the tables.
 * @param keysOf gives the keys with which a table is described to a job that looks them up; undefined refuses the description
 */
export function dryAnswers(keysOf: (tableName: string) => KeySchema | undefined): (sent: Sent) => Answer {
  /** What is described of tables that the job has changed; null for a table that is gone. */
  const changed = new Map<string, TableDescription | null>();

  function describe(tableName: string): Answer {
    const found = changed.get(tableName);
    if (found === null) return { error: 'ResourceNotFoundException', message: `There is no table ${tableName}` };
    if (found !== undefined) return { body: { Table: found } };
    const schema = keysOf(tableName);
    if (schema === undefined) return { error: 'AccessDeniedException', message: 'A dry run describes no table' };
    return { body: { Table: described(tableName, schema) } };
  }

  return ({ operation, body }) => {
    const request = JSON.parse(body) as TableRequest;
    const { TableName = '' } = request;
    switch (operation) {
      case 'DescribeTable':
        return describe(TableName);
      case 'CreateTable':
        changed.set(TableName, { TableName, TableStatus: 'ACTIVE' });
        return { body: { TableDescription: { TableName, TableStatus: 'CREATING' } } };
      case 'UpdateTable':
        changed.set(TableName, { TableName, TableStatus: 'ACTIVE', ...partsAfter(request) });
        return { body: { TableDescription: { TableName, TableStatus: 'UPDATING' } } };
      case 'DeleteTable':
        changed.set(TableName, null);
        return { body: { TableDescription: { TableName, TableStatus: 'DELETING' } } };
      case 'UpdateTimeToLive':
        return { body: { TimeToLiveSpecification: request.TimeToLiveSpecification } };
      case 'Query':
      case 'Scan':
        // Without units a job with maxReadUnits could not go on; with none consumed, it need not wait.
        return { body: { ConsumedCapacity: { TableName, CapacityUnits: 0 } } };
      default:
        return { body: {} };
    }
  };
}

/** Gives the indexes and replicas that a table has after an update, as far as the update names them. */
function partsAfter({ GlobalSecondaryIndexUpdates = [], ReplicaUpdates = [] }: TableRequest): TableDescription {
  return {
    GlobalSecondaryIndexes: GlobalSecondaryIndexUpdates.flatMap(({ Create, Update }) => {
      const index = Create ?? Update;
      return index === undefined ? [] : [{ IndexName: index.IndexName, IndexStatus: 'ACTIVE' as const }];
    }),
    Replicas: ReplicaUpdates.flatMap(({ Create, Update }) => {
      const replica = Create ?? Update;
      return replica === undefined ? [] : [{ RegionName: replica.RegionName, ReplicaStatus: 'ACTIVE' as const }];
    }),
  };
}

/** Describes a table with these keys, as AWS would. */
function described(TableName: string, { keys, indexes }: KeySchema): TableDescription {
  const schemaOf = (attributes: KeySchema['keys']) =>
    attributes.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));
  const types = new Map([...keys, ...[...indexes.values()].flat()].map(({ name, type }) => [name, type]));
  return {
    TableName,
    TableStatus: 'ACTIVE',
    KeySchema: schemaOf(keys),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    GlobalSecondaryIndexes: [...indexes].map(([IndexName, attributes]) => ({
      IndexName,
      KeySchema: schemaOf(attributes),
    })),
  };
}

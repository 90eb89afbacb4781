import type { ConsumedCapacity, ItemCollectionMetrics } from '@aws-sdk/client-dynamodb';
import type { Json } from '../json/json.ts';
import { type AttributesDecoder, addCapacity, collectionMetrics, described } from '../operation/response.ts';
import { tableMembers } from './by-table.ts';

type MetricsByTable = Record<string, ItemCollectionMetrics[]>;

/** The sums of what several calls on several tables report beside their items. */
interface TableTotals {
  add(answer: {
    readonly ConsumedCapacity?: readonly ConsumedCapacity[] | undefined;
    readonly ItemCollectionMetrics?: MetricsByTable | undefined;
  }): void;
  /** A list with one sum for each table, or null when AWS gave none. */
  consumedCapacity(): Json;
  /** An object with the metrics of each table, or null when AWS gave none. */
  itemCollectionMetrics(decode: AttributesDecoder): Json;
}

/** Begins the sums of one job. */
export function totals(): TableTotals {
  const capacities = new Map<string, ConsumedCapacity>();
  const metrics = new Map<string, ItemCollectionMetrics[]>();
  return {
    add({ ConsumedCapacity = [], ItemCollectionMetrics = {} }) {
      for (const capacity of ConsumedCapacity) {
        const { TableName = '' } = capacity;
        capacities.set(TableName, addCapacity(capacities.get(TableName), capacity) ?? capacity);
      }
      for (const [tableName, more] of Object.entries(ItemCollectionMetrics)) {
        const list = metrics.get(tableName) ?? [];
        metrics.set(tableName, list);
        for (const each of more) list.push(each);
      }
    },
    consumedCapacity: () => (capacities.size === 0 ? null : described([...capacities.values()])),
    itemCollectionMetrics: (decode) =>
      metrics.size === 0 ? null : tableMembers(metrics, (list) => list.map((each) => collectionMetrics(each, decode))),
  };
}

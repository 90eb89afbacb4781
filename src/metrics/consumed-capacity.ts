import { isWriting } from '../dynamodb/commands.ts';
import { tableOf } from '../policy/table-name.ts';

/** Capacity units that a call consumed of one table. */
interface Consumed {
  /** Undefined if the answer does not say it. */
  readonly table: string | undefined;
  readonly kind: 'read' | 'write';
  readonly units: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html */
interface ConsumedCapacity {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
  /** Only of a transaction. */
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

const READS: ReadonlySet<string> = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems']);

/** Gives the capacity that an answer says was consumed; nothing if it was not asked for. */
export function consumedCapacity(command: string, input: object, answer: object): readonly Consumed[] {
  const { ConsumedCapacity: said } = answer as { ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[] };
  if (!said) return [];
  const { Statement = '' } = input as { readonly Statement?: string };
  const kind = READS.has(command) || (command === 'ExecuteStatement' && !isWriting(Statement)) ? 'read' : 'write';
  return [said].flat().flatMap((consumed: ConsumedCapacity) => ofTable(consumed, kind));
}

function ofTable(consumed: ConsumedCapacity, kind: Consumed['kind']): Consumed[] {
  const table = consumed.TableName === undefined ? undefined : tableOf(consumed.TableName);
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: written = 0, CapacityUnits: all = 0 } = consumed;
  const kinds: Consumed[] =
    read + written > 0
      ? [
          { table, kind: 'read', units: read },
          { table, kind: 'write', units: written },
        ]
      : [{ table, kind, units: all }];
  return kinds.filter(({ units }) => units > 0 && Number.isFinite(units));
}

import type { Attributes } from '../../attributes/attributes.ts';
import { readBinary } from '../../dynamodb/answers.ts';
import { readStatement } from '../../policy/statement.ts';
import { itemSize } from '../../preflight/item-size.ts';
import type { Sent } from './sent.ts';

/** What one request costs at least in read and in write units, and by which rule. */
interface Cost {
  readonly least: number;
  readonly unit: 'read' | 'write';
  readonly rule: string;
}

interface WriteAction {
  readonly Put?: { readonly Item: Attributes };
}

/** The members of a request on which its costs depend. */
interface Request {
  readonly ConsistentRead?: boolean;
  readonly Item?: Attributes;
  readonly Limit?: number;
  readonly Statement?: string;
  readonly TransactItems?: readonly WriteAction[];
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

interface KeysOfTable {
  readonly Keys: readonly unknown[];
  readonly ConsistentRead?: boolean;
}

interface BatchWrite {
  readonly PutRequest?: { readonly Item: Attributes };
}

const KB = 1_024;
/** How many units a page of 1 MB takes that is read consistently: one for each 4 KB. */
const UNITS_OF_PAGE = 256;
const OF_WRITE = 'for each KB of the item, rounded up';
const ALSO_BEFORE = 'The larger of the item before and after the write counts';

/** Read units of a read of up to 4 KB. */
function readUnit(consistent: boolean | undefined): number {
  return consistent ? 1 : 0.5;
}

function kindOfRead(consistent: boolean | undefined): string {
  return consistent ? 'read consistently' : 'read eventually consistently';
}

/** Write units of a whole item. */
function unitsOf(item: Attributes): number {
  return Math.max(1, Math.ceil(itemSize(item) / KB));
}

function sumOf<T>(members: readonly T[], units: (member: T) => number): number {
  return members.reduce((sum, member) => sum + units(member), 0);
}

/**
 * Gives what a request costs at least; undefined if it costs no units.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function costOf({ operation, body }: Sent): Cost | undefined {
  const request = JSON.parse(body) as Request;
  readBinary(request, 0);
  switch (operation) {
    case 'GetItem': {
      const least = readUnit(request.ConsistentRead);
      return { unit: 'read', least, rule: `${least} for each 4 KB of the item, ${kindOfRead(request.ConsistentRead)}` };
    }
    case 'BatchGetItem': {
      const tables = Object.values(request.RequestItems ?? {}) as KeysOfTable[];
      const least = sumOf(tables, ({ Keys, ConsistentRead }) => Keys.length * readUnit(ConsistentRead));
      return { unit: 'read', least, rule: '0.5 for each 4 KB of each item, 1 if it is read consistently' };
    }
    case 'TransactGetItems':
      return {
        unit: 'read',
        least: 2 * sizeOf(request),
        rule: '2 for each 4 KB of each item, as in every transaction',
      };
    case 'Query':
    case 'Scan':
      return pageCost(request);
    case 'PutItem':
      return { unit: 'write', least: unitsOf(request.Item ?? {}), rule: `1 ${OF_WRITE}. ${ALSO_BEFORE}` };
    case 'UpdateItem':
      return { unit: 'write', least: 1, rule: `1 ${OF_WRITE}. ${ALSO_BEFORE}` };
    case 'DeleteItem':
      return { unit: 'write', least: 1, rule: `1 ${OF_WRITE}, as it was` };
    case 'BatchWriteItem': {
      const writes = Object.values(request.RequestItems ?? {}).flat() as BatchWrite[];
      const least = sumOf(writes, ({ PutRequest }) => (PutRequest === undefined ? 1 : unitsOf(PutRequest.Item)));
      return { unit: 'write', least, rule: `1 ${OF_WRITE}. ${ALSO_BEFORE}` };
    }
    case 'TransactWriteItems': {
      const units = ({ Put }: WriteAction) => 2 * (Put === undefined ? 1 : unitsOf(Put.Item));
      const least = sumOf(request.TransactItems ?? [], units);
      return { unit: 'write', least, rule: `2 ${OF_WRITE}, as in every transaction. ${ALSO_BEFORE}` };
    }
    case 'ExecuteStatement': {
      if (readStatement(request.Statement ?? '')?.verb === 'select') return pageCost(request);
      return { unit: 'write', least: 1, rule: `1 ${OF_WRITE}. ${ALSO_BEFORE}` };
    }
    default:
      return undefined;
  }
}

function sizeOf({ TransactItems = [] }: Request): number {
  return TransactItems.length;
}

function pageCost({ ConsistentRead, Limit }: Request): Cost {
  const unit = readUnit(ConsistentRead);
  const page = `${unit} for each 4 KB that is read, before the filter, ${kindOfRead(ConsistentRead)}: up to ${unit * UNITS_OF_PAGE} for each page of up to 1 MB`;
  const rule = Limit === undefined ? page : `${page} or ${Limit} item${Limit === 1 ? '' : 's'}`;
  return { unit: 'read', least: unit, rule };
}

/** Says what requests cost in capacity units, as far as that is known before they are answered. */
export function toldUnits(sent: readonly Sent[]): string[] {
  const groups = new Map<string, Cost & { operation: string; count: number }>();
  for (const one of sent) {
    const cost = costOf(one);
    if (cost === undefined) continue;
    const key = `${one.operation} ${cost.rule}`;
    const { count = 0, least = 0 } = groups.get(key) ?? {};
    groups.set(key, { ...cost, operation: one.operation, count: count + 1, least: least + cost.least });
  }
  if (groups.size === 0) return ['Units: none. Only reads and writes of items cost units.'];
  const told = [...groups.values()].map(({ operation, count, least, unit, rule }) => {
    const requests = count === 1 ? operation : `${operation}, ${count} times`;
    return `Units: ${requests}: at least ${units(least, unit)}: ${rule}.`;
  });
  if ([...groups.values()].some(({ unit }) => unit === 'write'))
    told.push('Units: each index that a written item is in costs write units of its own.');
  return told;
}

function units(count: number, kind: string): string {
  return `${count} ${kind} unit${count === 1 ? '' : 's'}`;
}

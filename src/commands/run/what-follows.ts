import type { JsonObject } from '../../json/json.ts';
import { readsAll } from '../../pages/page.ts';
import { readStatement } from '../../policy/statement.ts';
import { type ExplainedJob, looksUpKeys } from './explain.ts';
import { STAND_IN } from './known-keys.ts';
import type { Sent } from './sent.ts';

/** What a dry run knew of the keys of the tables that were described. */
export interface KeysUsed {
  /** Tables whose keys nobody gave: their keys are not checked. */
  readonly unknown: ReadonlySet<string>;
  /** Tables whose keys were made up. */
  readonly standIn: ReadonlySet<string>;
  /** Whether the job could not go on. */
  readonly stopped: boolean;
}

/** Says in one sentence each what the worker would ask besides, by what DynamoDB answers, and why. */
export function whatFollows(sent: readonly Sent[], { operation, input }: ExplainedJob, keys: KeysUsed): string[] {
  const asked = new Set(sent.map((one) => one.operation));
  const notes: string[] = [];
  const lack = keys.stopped ? 'and what follows needs them' : 'so nothing is checked by them';
  for (const table of keys.unknown) notes.push(`The keys of ${table} are not known here, ${lack}. ${toGive(table)}`);
  if (sent.some(({ body }) => STAND_IN.test(body))) {
    for (const table of keys.standIn)
      notes.push(`The keys of ${table} are not known here. ${IN_PLACE} ${toGive(table)}`);
  }
  notes.push(...pagesThatFollow(asked, input, operation?.id));
  if (asked.has('BatchGetItem') || asked.has('BatchWriteItem'))
    notes.push('What DynamoDB leaves unprocessed is asked for again, until a minute passes without progress.');
  if (!looksUpKeys(operation)) notes.push(...tablesThatFollow(asked, operation?.id, input));
  return notes;
}

const IN_PLACE =
  '<…> stands for a name that DescribeTable gives; where that says the key is a number, the text is sent as one.';

function toGive(table: string): string {
  return `To give them: --keys ${table}=id:S or --keys ${table}=id:S,at:N`;
}

const KEYS = ['LastEvaluatedKey', 'ExclusiveStartKey'] as const;
const TABLES = ['LastEvaluatedTableName', 'ExclusiveStartTableName'] as const;
/** Where an answer says how to go on and where the next request says it, by the operation. */
const POSITIONS: Readonly<Record<string, readonly [answer: string, request: string]>> = {
  queryItems: KEYS,
  scanTable: KEYS,
  listTables: TABLES,
  discoverTables: TABLES,
  executeStatement: ['NextToken', 'NextToken'],
};

const BY_RATE = 'Pauses between pages, and the Limit of a page, follow from what the pages before consumed.';

function pagesThatFollow(asked: ReadonlySet<string>, input: JsonObject, id = ''): string[] {
  const positions = POSITIONS[id];
  if (positions === undefined || !readsAll(input)) return [];
  if (id === 'discoverTables' && !asked.has('ListTables')) return [];
  if (id === 'executeStatement' && readStatement(String(input.statement))?.verb !== 'select') return [];
  const bounds = ['maxItems', 'maxBytes'].filter((name) => input[name] !== undefined);
  const end = bounds.length === 0 ? '' : `, until ${bounds.join(' or ')} is reached`;
  const next = `As long as an answer has a ${positions[0]}, the next page is asked for, with it as ${positions[1]}${end}.`;
  return input.maxReadUnits === undefined ? [next] : [next, BY_RATE];
}

/** What an operation on tables asks besides. */
function tablesThatFollow(asked: ReadonlySet<string>, id: string | undefined, input: JsonObject): string[] {
  const notes: string[] = [];
  if (asked.has('DescribeTable') && (asked.has('CreateTable') || asked.has('UpdateTable')))
    notes.push('DescribeTable is asked again, with pauses, until the table and its indexes are active.');
  if (asked.has('DescribeTable') && asked.has('DeleteTable'))
    notes.push('DescribeTable is asked again, with pauses, until the table is gone.');
  if (id === 'createTable' && input.ifNotExists === true)
    notes.push('If there is such a table, DescribeTable is asked instead, to compare its keys.');
  if (asked.has('UpdateTimeToLive'))
    notes.push('If DynamoDB refuses the time to live, DescribeTimeToLive shows whether it is set so already.');
  if (id === 'discoverTables' && asked.has('ListTables'))
    notes.push('Each table in the list that fits is described, and a sample of its items read by Scan.');
  return notes;
}

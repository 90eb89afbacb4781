import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { Operation } from '../../operation/operation.ts';
import { MAX_SEGMENTS_AT_ONCE } from '../../pages/read-segments.ts';
import type { Sent } from './sent.ts';
import { toldUnits } from './units.ts';

/** A job whose requests are explained. */
export interface ExplainedJob {
  /** Undefined if the job names none that there is. */
  readonly operation: Operation | undefined;
  readonly input: JsonObject;
}

/** AWS's limits of members in one call. */
const MOST = { BatchGetItem: 100, BatchWriteItem: 25 } as const;
/** How many placeholders are told. */
const TOLD = 10;

/** Whether DescribeTable is asked for the keys of a table, and is not what the job is about. */
export function looksUpKeys(operation: Operation | undefined): boolean {
  return operation?.group === 'itemOperation' || operation?.id === 'scanTable';
}

/** Says in short sentences what the worker made of a job: which names got placeholders, what was split, and what it costs. */
export function explain(sent: readonly Sent[], job: ExplainedJob): string[] {
  if (sent.length === 0) return [];
  const bodies = sent.map(({ body }) => JSON.parse(body) as JsonObject);
  return [
    ...toldKeys(sent, job),
    ...toldNames(bodies, job.input),
    ...toldValues(bodies, job.input),
    ...toldBatches(sent),
    ...toldPages(sent, bodies),
    ...toldToken(bodies, job),
    ...toldUnits(sent),
  ];
}

function toldKeys(sent: readonly Sent[], { operation }: ExplainedJob): string[] {
  const described = sent.filter((one) => one.operation === 'DescribeTable');
  if (described.length === 0 || !looksUpKeys(operation)) return [];
  const tables = described.map(({ body }) => (JSON.parse(body) as { TableName: string }).TableName);
  return [
    `Keys: DescribeTable looks up the keys of ${[...new Set(tables)].join(', ')}. The worker keeps them for all jobs of the connection.`,
  ];
}

/** Gives the members of all maps with this name in values, at any depth. */
function membersOf(values: readonly Json[], isMap: (name: string) => boolean): Map<string, Json> {
  const found = new Map<string, Json>();
  const look = (value: Json): void => {
    if (Array.isArray(value)) for (const element of value) look(element);
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (isMap(name) && isObject(member)) for (const [key, meaning] of Object.entries(member)) found.set(key, meaning);
      else look(member);
    }
  };
  for (const value of values) look(value);
  return found;
}

/** Gives the placeholders that the worker made, and what they stand for. */
function made(bodies: readonly Json[], input: JsonObject, map: string): [placeholder: string, meaning: Json][] {
  const given = membersOf([input], (name) => name.toLowerCase() === map.toLowerCase());
  return [...membersOf(bodies, (name) => name === map)].filter(([placeholder]) => !given.has(placeholder));
}

function listed(words: readonly string[]): string {
  const more = words.length - TOLD;
  return more > 0 ? `${words.slice(0, TOLD).join(', ')} and ${more} more` : words.join(', ');
}

function toldNames(bodies: readonly Json[], input: JsonObject): string[] {
  const names = made(bodies, input, 'ExpressionAttributeNames');
  if (names.length === 0) return [];
  const told = listed(names.map(([placeholder, name]) => `${placeholder} stands for ${name}`));
  return [
    `Names: ${told}. DynamoDB takes reserved words, and names with other characters than letters, digits and _, only so.`,
  ];
}

function toldValues(bodies: readonly Json[], input: JsonObject): string[] {
  const values = made(bodies, input, 'ExpressionAttributeValues');
  if (values.length === 0) return [];
  const told = listed(values.map(([placeholder]) => placeholder));
  return [
    `Values: ${told} stand${values.length === 1 ? 's' : ''} for ${values.length === 1 ? 'the value' : 'values'} of the task.`,
  ];
}

function toldBatches(sent: readonly Sent[]): string[] {
  return Object.entries(MOST).flatMap(([operation, most]) => {
    const calls = sent.filter((one) => one.operation === operation);
    if (calls.length === 0) return [];
    const counts = calls.map(({ body }) => membersInCall(JSON.parse(body) as { RequestItems: object }));
    const all = counts.reduce((sum, count) => sum + count, 0);
    const what = operation === 'BatchGetItem' ? 'keys' : 'writes';
    if (calls.length === 1) return [`Split: not needed. One call takes ${most} ${what} and 16 MB; these are ${all}.`];
    return [
      `Split: ${all} ${what} go in ${calls.length} calls, of ${counts.join(', ')}. One call takes ${most} and 16 MB.`,
    ];
  });
}

function membersInCall({ RequestItems }: { readonly RequestItems: object }): number {
  return Object.values(RequestItems).reduce(
    (sum: number, ofTable: { readonly Keys?: readonly unknown[]; readonly length: number }) =>
      sum + (ofTable.Keys ?? ofTable).length,
    0,
  );
}

const PAGED = ['Query', 'Scan', 'ExecuteStatement', 'ListTables'];

function toldPages(sent: readonly Sent[], bodies: readonly JsonObject[]): string[] {
  const segments = bodies.find(({ TotalSegments }) => TotalSegments !== undefined)?.TotalSegments;
  const told =
    segments === undefined
      ? []
      : [`Segments: ${segments}, of which up to ${MAX_SEGMENTS_AT_ONCE} are read at the same time.`];
  for (const operation of PAGED) {
    const pages = sent.filter((one) => one.operation === operation).length;
    if (pages > 1) told.push(`Pages: ${pages} requests of ${operation}, one for each page.`);
  }
  return told;
}

/** Tells of a token, by which a transaction is done once. */
function toldToken(bodies: readonly JsonObject[], { operation, input }: ExplainedJob): string[] {
  if (!bodies.some(({ ClientRequestToken }) => ClientRequestToken !== undefined)) return [];
  if (operation?.id !== 'transactWriteItems')
    return [`Once: for exactlyOnce, the write goes in a transaction, which costs twice the units, with ${OF_JOB}.`];
  const token = input.clientRequestToken
    ? 'the token of the task: DynamoDB does it only once within ten minutes'
    : OF_JOB;
  return [`Once: the transaction goes with ${token}.`];
}

const OF_JOB = 'a token of the job: if the job is tried again within ten minutes, DynamoDB does it only once';

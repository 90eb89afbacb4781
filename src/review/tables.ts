import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../connection/connection.ts';
import { maskOf } from '../connection/mask.ts';
import type { Clients, Lease } from '../dynamodb/clients.ts';
import { formatPath } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { type Refusal, RefusedRequest } from '../failure/refusal.ts';
import { Unknown } from '../feel/inspection/unknown.ts';
import type { JobRequest } from '../job/read-job.ts';
import type { KeyAttribute, KeySchema } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { attributesDecoder } from '../operation/response.ts';
import type { RuleId, Said } from './finding.ts';
import { type Given, isPlain, type PartlyKnownVariables, placeOfPath, withoutSecrets } from './given.ts';
import type { Look } from './review.ts';
import type { Hole } from './stand-ins.ts';
import type { Against, Files, Task } from './task.ts';
import { isWithin, likely, type Trials } from './trials.ts';

/** Operations for which a table need not be there. */
const WITHOUT_TABLE = ['createTable', 'listTables', 'discoverTables'];

/**
 * Makes a look at the tables of tasks. DynamoDB is asked by DescribeTable only. It is asked as the task would ask it if that is
 * known, else with the AWS settings of the surroundings.
 * @param against also has texts that no message may show
 */
export function lookAtTables(
  clients: Clients,
  files: Files,
  against: Against & { readonly secrets: readonly string[] },
): Look {
  return async (task, trials) => {
    const requests = likely(
      trials.all,
      trials.holes.filter(({ fits }) => !fits),
    ).flatMap(({ request }) => request ?? []);
    const [request] = requests;
    if (request === undefined) return [];
    const lease = clients.lease(connectionOf(task.given, request, against));
    const mask = maskOf([...request.connection.secrets, ...against.secrets]);
    try {
      const said = [
        ...(await missingTables(task, trials, request, lease, files)),
        ...(await indexFindings(task, lease)),
      ];
      const found = said.length > 0 ? said : await keyFindings(task, trials, requests, lease);
      return found.map((each) => ({ ...each, message: mask(each.message) }));
    } finally {
      lease.release();
    }
  };
}

function connectionOf(given: Given, { connection }: JobRequest, against: Against): Connection {
  const variables = withoutSecrets(given, against);
  const ofTask = ['authentication', 'awsCredential', 'configuration'].map((name) => variables[name]);
  if (against.knowsSettings && !ofTask.some(hasUnknown)) return connection;
  const place = isPlain(variables.configuration) ? variables.configuration : {};
  const { region, endpoint } = connection;
  return {
    authentication: { type: 'defaultCredentialsChain' },
    region: typeof place.region === 'string' ? region : undefined,
    endpoint: typeof place.endpoint === 'string' ? endpoint : undefined,
    secrets: [],
  };
}

function hasUnknown(value: unknown): boolean {
  if (value instanceof Unknown) return true;
  return Array.isArray(value) ? value.some(hasUnknown) : isPlain(value) && Object.values(value).some(hasUnknown);
}

/** Finds tables that do not exist, and that no task of the given files makes. */
async function missingTables(
  task: Task,
  { holes }: Trials,
  { call }: JobRequest,
  lease: Lease,
  files: Files,
): Promise<Said[]> {
  const input = inputOf(task.given);
  if (WITHOUT_TABLE.includes(String(input.tableOperation)) || String(input.ifExists) === 'true') return [];
  const said: Said[] = [];
  for (const named of call.touched.tables) {
    if (!('name' in named) || isGuess(named.path, holes)) continue;
    const problem = await problemOf(named.name, lease);
    if (problem !== undefined && !(problem.rule === 'table' && isMadeIn(files, named.name)))
      said.push(saidOf(task, problem.rule, named.path.join('.'), problem.message));
  }
  return said;
}

async function problemOf(name: string, { tableKeys }: Lease): Promise<{ rule: RuleId; message: string } | undefined> {
  try {
    await tableKeys.describe(name);
    return undefined;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { rule: 'table', message: `There is no table ${name}` };
    const { message } = toFailure(error);
    return { rule: 'table-unknown', message: `The table ${name} could not be looked at: ${message}` };
  }
}

/** Whether a task in the files makes a table of this name, or one whose name only the process knows. */
function isMadeIn({ diagrams }: Files, name: string): boolean {
  return diagrams.some(({ diagram }) =>
    diagram.elements.some(({ inputs }) => {
      const sources = new Map(inputs.map(({ source, target }) => [target.value.trim(), source.value]));
      const table = sources.get('input.tableName') ?? '';
      return sources.get('input.tableOperation') === 'createTable' && (table === name || table.startsWith('='));
    }),
  );
}

function inputOf({ variables: { input } }: Given): PartlyKnownVariables {
  return isPlain(input) ? input : {};
}

/** Finds indexes that a table does not have, and key conditions without the partition key. */
async function indexFindings(task: Task, { tableKeys }: Lease): Promise<Said[]> {
  const input = inputOf(task.given);
  const { tableName, indexName, itemOperation } = input;
  const schema = typeof tableName === 'string' ? tableKeys.kept(tableName) : undefined;
  if (typeof schema !== 'object' || indexName instanceof Unknown) return [];
  const named = typeof indexName === 'string' && indexName !== '' ? indexName : undefined;
  const keys = named === undefined ? schema.keys : schema.indexes.get(named);
  if (keys === undefined)
    return [saidOf(task, 'table', 'input.indexName', noIndex(`${tableName}`, `${named}`, schema))];
  if (itemOperation !== 'queryItems') return [];
  const where = named === undefined ? `the table ${tableName}` : `the index ${named} of the table ${tableName}`;
  return [...formFindings(task, input.keyCondition, keys, where), ...expressionFindings(task, input, keys, where)];
}

function noIndex(table: string, index: string, { indexes }: KeySchema): string {
  const others = [...indexes.keys()].join(', ');
  return `The table ${table} has no index ${index}: it has ${others === '' ? 'none' : others}`;
}

function formFindings(task: Task, form: unknown, keys: readonly KeyAttribute[], where: string): Said[] {
  if (!isPlain(form)) return [];
  const names = Object.keys(form);
  const isKey = (name: string) => keys.some((key) => key.name === name);
  const missing = keys.some(({ name, role }) => role === 'HASH' && !names.includes(name));
  return missing || !names.every(isKey)
    ? [saidOf(task, 'table', 'input.keyCondition', mismatch(names, keys, where))]
    : [];
}

function expressionFindings(
  task: Task,
  input: PartlyKnownVariables,
  keys: readonly KeyAttribute[],
  where: string,
): Said[] {
  const { keyConditionExpression: text, expressionAttributeNames: given } = input;
  if (typeof text !== 'string' || given instanceof Unknown) return [];
  const names = isPlain(given) ? given : {};
  const read = (text.match(/[#:]?[\w.-]+/g) ?? []).map((word) => (Object.hasOwn(names, word) ? names[word] : word));
  const partition = keys.filter(({ role }) => role === 'HASH');
  if (read.some((name) => name instanceof Unknown) || partition.every(({ name }) => read.includes(name))) return [];
  return [saidOf(task, 'table', 'input.keyConditionExpression', mismatch([text], keys, where))];
}

function mismatch(names: readonly string[], keys: readonly KeyAttribute[], where: string): string {
  const wanted = keys.map(({ name, type }) => `${name} (${type})`).join(' and ');
  return `The key condition does not fit: the key of ${where} is ${wanted}, got ${names.join(', ')}`;
}

/** Lets the worker hold the task against the keys of its tables, as it does before it asks DynamoDB. */
async function keyFindings(
  task: Task,
  { holes }: Trials,
  requests: readonly JobRequest[],
  lease: Lease,
): Promise<Said[]> {
  let certain: readonly Refusal[] | undefined;
  for (const { call } of requests) {
    const refusals = await refusalsOf(call, lease);
    const isRefused = (path: string) => refusals.some((other) => formatPath(other.path) === path);
    certain = (certain ?? refusals).filter(({ path }) => isRefused(formatPath(path)) && !isGuess(path, holes));
    if (certain.length === 0) return [];
  }
  return (certain ?? []).map(({ path, said }) => {
    const field = formatPath(path);
    return saidOf(task, 'table', field, `${field}: ${said}`);
  });
}

/** Whether what is refused only stands for what is not known. Of a key's value every kind is tried, so that is no guess. */
function isGuess(path: readonly PropertyKey[], holes: readonly Hole[]): boolean {
  return holes.some((hole) => isWithin(path, hole.path) && !/^(?:partition|sort)KeyValue$/.test(String(hole.path[1])));
}

/** Says what the worker refuses before it sends anything; empty if it would send. */
async function refusalsOf(call: JobRequest['call'], { tableKeys }: Lease): Promise<readonly Refusal[]> {
  try {
    await call.run(describingOnly(tableKeys), attributesDecoder(call.outputFormat));
    return [];
  } catch (error) {
    return error instanceof RefusedRequest ? error.refusals : [];
  }
}

/** The reason why a call ends that would send something. */
class Sends extends Error {
  override readonly name = 'Sends';
}

/** DynamoDB as one that answers nothing but which keys a table has. */
function describingOnly(tableKeys: DynamoDb['tableKeys']): DynamoDb {
  const refuse = () => Promise.reject(new Sends('Nothing is sent'));
  return {
    send: refuse,
    pause: refuse,
    timeLeft: () => Number.POSITIVE_INFINITY,
    maxItemsBytes: Number.MAX_SAFE_INTEGER,
    maxResultBytes: Number.MAX_SAFE_INTEGER,
    keepOnly: async () => {},
    beforeKeeping: (work) => work(),
    tableKeys,
    reached: () => {},
    done: () => {},
    tokenFor: () => 'token',
  };
}

function saidOf({ given, element }: Task, rule: RuleId, field: string, message: string): Said {
  return { rule, place: placeOfPath(field, given) ?? element.place, field, message };
}

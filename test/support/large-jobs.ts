import { operations } from '../../src/operations/index.ts';
import { inputsOnTable } from './inputs-on-table.ts';
import { variablesFor } from './jobs.ts';

const BYTES = 4 * 1024 * 1024 - 2_000;
/** Jobs with more values are refused. */
const MOST = 240_000;

const valuesOf = (json: string) => 1 + (json.match(/[,[{]/g)?.length ?? 0);

/** A list, or an object, of so many bytes of JSON, that repeats one member. */
function listOf(member: string, most = MOST): string {
  const count = Math.min(Math.floor(BYTES / (member.length + 1)), Math.floor(most / valuesOf(member)));
  return `[${Array.from({ length: count }, () => member).join(',')}]`;
}
function objectOf(member: string, name = ''): string {
  const count = Math.min(Math.floor(BYTES / (member.length + name.length + 11)), Math.floor(MOST / valuesOf(member)));
  return `{${Array.from({ length: count }, (_, at) => `"${name}${at}":${member}`).join(',')}}`;
}
function distinct(memberOf: (at: number) => string): string {
  const members: string[] = [];
  for (let bytes = 0, at = 0, values = 0; bytes < BYTES && values < MOST; at++) {
    const member = memberOf(at);
    members.push(member);
    values += valuesOf(member);
    bytes += member.length + 1;
  }
  return `[${members.slice(0, -1).join(',')}]`;
}

/** Values of 4 MB, as JSON. */
const hostile: Readonly<Record<string, string>> = {
  'a long text': JSON.stringify('a'.repeat(BYTES)),
  'a text of quotes': JSON.stringify('"'.repeat(BYTES / 2)),
  'a text of a million names': JSON.stringify('a, '.repeat(BYTES / 3)),
  'a text of JSON': JSON.stringify(`[${'{},'.repeat(MOST / 2)}{}]`),
  'a list of numbers': listOf('1'),
  'a list of nulls': listOf('null'),
  'a list of texts': listOf('""'),
  'a list of empty objects': listOf('{}'),
  'a list of lists': listOf('[]'),
  'a list of keys': distinct((at) => `{"id":"${at}"}`),
  'a list of equal keys': listOf('{"id":"a"}'),
  'a list of puts': distinct((at) => `{"PutRequest":{"Item":{"id":"${at}"}}}`),
  'a list of wrong puts': listOf('{"PutRequest":{"Item":{"id":[]}},"x":1}'),
  'a list of statements': listOf('{"statement":"SELECT * FROM orders"}'),
  'a list of typed': listOf('{"S":"a"}'),
  'long numbers': listOf('1234567890.1234567890123', 49_000),
  'an object of numbers': objectOf('1'),
  'an object of nulls': objectOf('null'),
  'an object of texts': objectOf('"a"', ':v'),
  'an object of typed': objectOf('{"S":"a"}', ':v'),
  'an object of lists': objectOf('[]'),
  'tables of one key': objectOf('{"Keys":[{"id":"a"}]}', 't'),
  sets: listOf('{"$ss":["a","b"]}'),
  'one set': `{"$ss":${distinct((at) => `"${at}"`)}}`,
  'one set of numbers': `{"$ns":${distinct((at) => `"${at}"`)}}`,
  'one island of binary': `{"$b":"${'A'.repeat(BYTES)}"}`,
};

/** Every operation with each of its fields in turn replaced by each value; and the other variables. */
export function* largeJobs(endpoint: string): Generator<readonly [name: string, variables: string]> {
  const hole = '@@hole@@';
  const text = (input: object) => JSON.stringify(variablesFor(endpoint, input));
  for (const { id, group, fields } of operations) {
    const [way = {}] = inputsOnTable('orders')[id] ?? [];
    for (const field of [...Object.keys(fields), 'unknown'])
      for (const [kind, value] of Object.entries(hostile))
        yield [
          `${id}.${field}: ${kind}`,
          text({ ...way, [group]: id, [field]: hole }).replace(`"${hole}"`, () => value),
        ];
  }
}

import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { compileExpressions, type ExpressionMembers, writeExpressions } from '../../src/expressions/index.ts';
import { reservedWords } from '../../src/expressions/reserved-words.ts';
import type { Fault } from '../../src/failure/faults.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { everyNth, inLongForm } from '../support/long-form.ts';
import { type SoupField, soupFor } from './generated-soup.ts';
import { grammarCases, misread } from './grammar-cases.ts';
import { given, sent, withPlaceholders } from './writer.ts';

const members = {
  filterExpression: 'FilterExpression',
  projectionExpression: 'ProjectionExpression',
  updateExpression: 'UpdateExpression',
} as const satisfies Record<SoupField, keyof ExpressionMembers>;

/** What AWS is sent for a text, and whether the text is refused before. */
function compile(field: SoupField, text: string) {
  const faults: Fault[] = [];
  const expressions = writeExpressions(compileExpressions({ [field]: text, ...given(withPlaceholders(text)) }, faults));
  return { expressions, isRefused: faults.length > 0, isRewritten: expressions[members[field]] !== text };
}

test.each(grammarCases)('$field $text is $verdict', ({ field, text, verdict }) => {
  const { isRefused, isRewritten } = compile(field, text);
  expect(isRefused).toBe(verdict === 'refused');
  expect(isRewritten).toBe(verdict === 'refused');
});

/** What the databases say of a text that is no expression. */
const NONE = new RegExp(
  [
    'Syntax error',
    'Invalid function name',
    'section can only be used once',
    // dynalite, of a projection with a value
    'ExpressionAttributeValues can only be specified when',
    // dynoxide
    'Invalid (?:Filter|Projection)Expression: Expected ',
    'Unexpected token in ProjectionExpression',
  ].join('|'),
);

/** dynoxide finds these before it has read to the end, where a text may turn out to be no expression. */
const NONE_BY = {
  dynalite: NONE,
  dynoxide: new RegExp(`${NONE.source}|reserved keyword: size|redundant parentheses`, 'i'),
};

const fields = Object.keys(members) as SoupField[];

/** A database that says what it finds wrong with expressions. */
function judgeAt(endpoint: string) {
  const client = plainClient(endpoint);
  let TableName: string;
  beforeAll(async () => {
    TableName = await makeTable(client);
  });
  afterAll(() => client.destroy());

  /** What it says of an expression; an empty text when it takes it. */
  async function refusal(expressions: Partial<ExpressionMembers>): Promise<string> {
    const { UpdateExpression } = expressions;
    const command =
      UpdateExpression === undefined
        ? new ScanCommand({ TableName, Limit: 1, ...expressions })
        : new UpdateItemCommand({ TableName, Key: { id: { S: 'updated' } }, ...expressions });
    try {
      await client.send(command as ScanCommand);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Of a text that goes there as it is. */
  const refusalOf = (field: SoupField, text: string) =>
    refusal({ [members[field]]: text, ...sent(withPlaceholders(text)) });
  return { refusal, refusalOf };
}

describe.each(databases)('%s', (database, endpoint) => {
  const { refusal, refusalOf } = judgeAt(endpoint);

  test.each(fields)(
    '%s: any text is refused or rewritten only where the database finds no expression',
    async (field) => {
      await fc.assert(
        fc.asyncProperty(soupFor(field), async (text) => {
          const { isRefused, isRewritten } = compile(field, text);
          if (isRefused || isRewritten) expect(await refusalOf(field, text)).toMatch(NONE_BY[database]);
        }),
        { numRuns: inLongForm(300, 75) },
      );
    },
  );

  test.each(['taken', 'refused'] as const)('what is recorded as %s is so', async (verdict) => {
    for (const recorded of grammarCases) {
      const { field, text } = recorded;
      if (recorded.verdict !== verdict || misread[database].has(text)) continue;
      const said = await refusalOf(field, text);
      if (verdict === 'taken') expect(said, text).not.toMatch(NONE);
      else expect(said, text).toMatch(NONE_BY[database]);
    }
  });

  test('a reserved word needs a placeholder', async () => {
    expect(reservedWords.size).toBe(573);
    for (const word of everyNth([...reservedWords], 8)) {
      // dynoxide takes no keyword of expressions for a name.
      const said = new RegExp(`(?:reserved keyword: |Expected attribute name, got )${word}$`);
      expect(await refusal({ ProjectionExpression: word })).toMatch(said);
    }
  });
});

/** What dynalite misreads: NOT twice, and a keyword with no blank before a placeholder. */
const misreadByDynalite = /NOT\s+NOT|(?:AND|OR|NOT|IN|BETWEEN|SET|REMOVE|ADD|DELETE)[#:]/i;

/** dynoxide refuses more than AWS does. */
describe('dynalite', () => {
  const { refusal } = judgeAt(inject('dynalite'));

  test.each(fields)('%s: any text is sent only where the database finds an expression', async (field) => {
    const texts = fc
      .sample(soupFor(field), inLongForm(40_000, 4_000))
      .filter((text) => !misreadByDynalite.test(text) && !compile(field, text).isRefused)
      .slice(0, inLongForm(200, 20));
    expect(texts).toHaveLength(inLongForm(200, 20));
    for (const text of texts) expect(await refusal(compile(field, text).expressions), text).not.toMatch(NONE);
  });
});

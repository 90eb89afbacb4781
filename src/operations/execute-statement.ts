import { type AttributeValue, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { encodeValue } from '../attributes/encode.ts';
import { addFault, atMember } from '../attributes/scalars.ts';
import { describeValue } from '../failure/faults.ts';
import { data, type Encode } from '../fields/data-field.ts';
import { expression, text } from '../fields/field.ts';
import { defineOperation } from '../operation/operation.ts';
import { pageFields, read } from '../pages/page-fields.ts';
import { readStatement } from '../pages/read-statement.ts';
import { CLEAR_STATEMENT, readStatement as readClear } from '../policy/statement.ts';
import { consistentRead, returnConsumedCapacity } from './fields.ts';

/** AWS refuses an empty list: it counts as none. */
const encodeParameters: Encode<AttributeValue[] | undefined> = (value, format, place) => {
  if (!Array.isArray(value)) {
    addFault(place, 'a list of values', value);
    return undefined;
  }
  const parameters = value.map((parameter, index) =>
    atMember(place, index, () => encodeValue(parameter, format, place)),
  );
  return parameters.length === 0 ? undefined : parameters;
};

/** Characters of a statement, by AWS's reference. */
const MAX_STATEMENT = 8_192;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export const executeStatement = defineOperation({
  id: 'executeStatement',
  group: 'itemOperation',
  label: 'Execute statement',
  description: 'Read or write items of DynamoDB with a PartiQL statement',
  keywords: ['ExecuteStatement', 'PartiQL', 'SQL', 'run SQL', 'select', 'insert', 'update', 'delete'],
  resultExpression: '{orders: response.response.Items}',
  exampleResponse: {
    Items: [{ id: 'o-1', total: 25 }],
    NextToken: null,
    LastEvaluatedKey: null,
    ConsumedCapacity: null,
  },
  iamActions: {
    needed: [],
    also: {
      PartiQLSelect: 'for `SELECT`',
      PartiQLInsert: 'for `INSERT`',
      PartiQLUpdate: 'for `UPDATE`',
      PartiQLDelete: 'for `DELETE`',
    },
    resource: 'the table and its indexes',
  },
  writes: ({ statement }) => readClear(statement)?.verb !== 'select',
  tables({ statement }) {
    const path = ['statement'];
    const name = readClear(statement)?.table;
    if (name !== undefined) return [{ path, name }];
    return [{ path, unclear: CLEAR_STATEMENT, got: describeValue(statement) }];
  },
  input: {
    statement: expression(
      'Statement',
      {
        tooltip: 'A PartiQL statement, with a question mark for each parameter.',
        placeholder: 'SELECT * FROM "orders" WHERE customer = ?',
      },
      MAX_STATEMENT,
    ),
    parameters: data(encodeParameters, 'Parameters', {
      tooltip: 'A list of the values that the question marks stand for, in their order.',
      placeholder: '[order.customer]',
    }).optional(),
    nextToken: text('Next token', {
      tooltip: 'Where to go on: the <code>NextToken</code> of the page before.',
      placeholder: '=page.response.NextToken',
      mayBeNull: true,
      shown: read.is('page', 'some'),
    }).optional(),
    ...pageFields(read),
    consistentRead,
    returnConsumedCapacity,
  },
  async run(dynamodb, input, decode) {
    const verb = verbOf(input.statement);
    const ask = async (page: object) => {
      const answer = await dynamodb.send(
        new ExecuteStatementCommand({
          Statement: input.statement,
          Parameters: input.parameters,
          ConsistentRead: input.consistentRead,
          ReturnConsumedCapacity: input.returnConsumedCapacity,
          // Such a statement has a condition, and its failure then carries the item.
          ...((verb === 'update' || verb === 'delete') && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
          ...page,
        }),
      );
      if (verb !== 'select') dynamodb.done();
      return answer;
    };
    return readStatement(dynamodb, { ...input, ask }, decode);
  },
});

/** The first word of a statement, behind blanks and comments. */
function verbOf(statement: string): string | undefined {
  let rest = statement.trimStart();
  for (;;) {
    const end = rest.startsWith('--') ? '\n' : rest.startsWith('/*') ? '*/' : undefined;
    if (end === undefined) return /^[a-z]+/i.exec(rest)?.[0].toLowerCase();
    const at = rest.indexOf(end, 2);
    rest = at < 0 ? '' : rest.slice(at + end.length).trimStart();
  }
}

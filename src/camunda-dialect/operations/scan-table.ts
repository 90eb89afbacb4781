import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { Failure } from '../../failure/failure.ts';
import type { JsonObject } from '../../json/json.ts';
import { itemsMemory } from '../../pages/gathered-items.ts';
import { attributesOf, jsonOf } from '../attributes.ts';
import { Fields } from '../bind.ts';
import { inputException } from '../exceptions.ts';
import type { DialectDynamoDb, DialectOperation } from './operation.ts';

/** Reads a table to its end, page after page. */
export const scanTable: DialectOperation = {
  id: 'scanTable',
  writes: false,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const FilterExpression = fields.text('filterExpression');
    const ProjectionExpression = fields.text('projectionExpression');
    const ExpressionAttributeNames = fields.texts('expressionAttributeNames');
    const values = fields.map('expressionAttributeValues');
    return {
      tableName,
      async run(dynamodb) {
        // What is empty is sent as it is, and AWS answers; what is absent is not.
        const items = await scan(dynamodb, {
          TableName: tableName,
          ...(FilterExpression !== null && { FilterExpression }),
          ...(ProjectionExpression !== null && { ProjectionExpression }),
          ...(ExpressionAttributeNames !== null && { ExpressionAttributeNames }),
          ...(values !== null && { ExpressionAttributeValues: attributesOf(values) }),
        });
        return { action: 'scanTable', status: 'OK', response: items.length === 0 ? null : items };
      },
    };
  },
};

async function scan(dynamodb: DialectDynamoDb, request: ScanCommandInput): Promise<JsonObject[]> {
  const items: JsonObject[] = [];
  const memory = itemsMemory(dynamodb, 'Set `filterExpression` or `projectionExpression`, to keep less.');
  let ExclusiveStartKey: ScanCommandInput['ExclusiveStartKey'];
  do {
    const answer = await dynamodb.send(
      new ScanCommand({ ...request, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    const { Items = [], LastEvaluatedKey = {} } = answer;
    const ofPage = Items.map(jsonOf);
    for (const item of ofPage) items.push(item);
    ExclusiveStartKey = Object.keys(LastEvaluatedKey).length === 0 ? undefined : LastEvaluatedKey;
    if (ExclusiveStartKey !== undefined) await keep(memory, answer, ofPage);
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Camunda's connector reads on until its memory is full, and then finds that the result is too large: no retry can help. */
async function keep(memory: ReturnType<typeof itemsMemory>, answer: object, items: JsonObject[]): Promise<void> {
  try {
    await memory.keep(answer, items);
  } catch (error) {
    if (error instanceof Failure && error.about === 'size') throw inputException(error.message, error);
    throw error;
  }
}

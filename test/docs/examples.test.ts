import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { pageCopyTasks } from '../support/examples/page-copy.ts';
import { runInput } from '../support/jobs.ts';

describe('the task of a copy that writes a page', () => {
  const errorExpression = `=${pageCopyTasks('=source', '=target').write?.values.errorExpression}`;

  async function write(answer: (request: CannedRequest) => CannedAnswer, jobTimeout = 'PT1M') {
    const database = await startCannedDynamodb(answer);
    onTestFinished(() => database.stop());
    const input = { itemOperation: 'batchWriteItems', tableName: 'target', putItems: [{ id: '1' }] };
    return runInput(database.endpoint, input, { headers: { errorExpression, jobTimeout } });
  }

  test('ends when all is written', async () => {
    expect(await write(() => ({ body: { UnprocessedItems: {} } }))).toMatchObject({ kind: 'completed' });
  });

  test('fails, to be tried again, when something is left over', async () => {
    const outcome = await write(({ body }) => ({ body: { UnprocessedItems: body.RequestItems } }), 'PT1S');
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: 'DynamoDB did not take all items of the page',
      retries: 2,
      backoffMs: 30_000,
    });
  });

  test('ends with the error of DynamoDB when it refuses', async () => {
    const outcome = await write(() => ({ type: 'ResourceNotFoundException' }));
    expect(outcome).toMatchObject({ kind: 'error', code: 'AwsDynamoDbExecutionException' });
  });
});

describe('the pages on the examples', () => {
  const folder = new URL('../../docs/examples/', import.meta.url);
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  const index = readFileSync(new URL('README.md', folder), 'utf8');

  test('are all in the index, as are all processes', () => {
    const processes = readdirSync(new URL('../../examples/', import.meta.url)).filter((name) => name.endsWith('.bpmn'));
    for (const page of pages) expect(index).toContain(`(${page})`);
    const listed = processes.filter(
      (name) => index.includes(`/${name}`) || pages.includes(name.replace('.bpmn', '.md')),
    );
    expect(listed).toEqual(processes);
  });

  test.each(pages)('%s starts its process with variables that are JSON', (page) => {
    const text = readFileSync(new URL(page, folder), 'utf8');
    const [, variables = ''] = /```json\n(.*?)```/s.exec(text) ?? [];
    const [, rows = ''] = /\| Variable \| \|\n\| --- \| --- \|\n(.*?)\n\n/s.exec(text) ?? [];
    expect(Object.keys(JSON.parse(variables))).not.toEqual([]);
    for (const name of Object.keys(JSON.parse(variables))) expect(rows).toContain(`\`${name}\``);
  });
});

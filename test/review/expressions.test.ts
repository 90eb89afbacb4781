import { describe, expect, test } from 'vitest';
import { reviewDiagram, reviewTask } from '../support/review.ts';
import { drawTasks, signedIn } from '../support/task-diagrams.ts';

const inputs = {
  'input.itemOperation': 'getItem',
  'input.tableName': 'orders',
  'input.partitionKeyValue': '=order.id',
};
const headed = (headers: Record<string, string>) => reviewTask({ inputs, headers });

test('FEEL that cannot be read is told with its place in the file', async () => {
  const drawn = drawTasks([{ id: 'task', inputs: { ...inputs, 'input.debug': '={\n  "a": "<&>",\n  b c\n}' } }]);
  // As the Modeler writes it: on one line.
  const text = drawn.replace(/(=\{)\n(.*)\n(.*)\n(\})/, '$1&#10;$2&#10;$3&#10;$4');
  const [finding] = await reviewDiagram(text);
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('b c'));
  const place = { line: line + 1, column: (lines[line]?.indexOf('b c') ?? 0) + 'b c&#10;}'.length };
  expect(finding).toMatchObject({ rule: 'feel-syntax', field: 'input.debug', place });
});

describe('a path that begins at an entry, though the variable of its name is meant, is told', () => {
  test('of an input, with its place', async () => {
    const item = { 'input.itemOperation': 'addItem', 'input.tableName': 'orders' };
    const drawn = drawTasks([
      { id: 'task', inputs: { ...signedIn, ...item, 'input.item': '={"order": order.id, "total": order.total}' } },
    ]);
    const findings = await reviewDiagram(drawn);
    const line = drawn.split('\n').findIndex((each) => each.includes('order.total'));
    expect(findings).toMatchObject([
      {
        rule: 'hidden-variable',
        field: 'input.item',
        message: expect.stringMatching(/^input.item reads order.total below an entry order of the same context/),
        place: { line: line + 1, column: (drawn.split('\n')[line]?.indexOf('order.total') ?? 0) + 1 },
      },
    ]);
  });

  test('of a result expression', async () => {
    const resultExpression = '={response: response.response.Item, action: response.action}';
    expect(await headed({ resultExpression })).toEqual([
      expect.stringMatching(/^hidden-variable: resultExpression reads response.action below an entry response/),
    ]);
  });
});

describe('a header is read as the worker reads it', () => {
  test.each<[Record<string, string>, RegExp]>([
    [
      { resultVariable: 'configuration' },
      /^header: The task header resultVariable \(Result variable\): expected the name of a process variable/,
    ],
    [
      { retryBackoff: '10s' },
      /^header: The task header retryBackoff \(Retry back-off\): expected an ISO 8601 duration/,
    ],
    [
      { elementTemplateId: 'io.camunda.connectors.AWSDynamoDB.v1' },
      /^header: The task was made with the element template/,
    ],
    [
      { resultExpression: '="order"' },
      /^header: The task header resultExpression \(Result expression\) must give a context/,
    ],
    [{ resultExpression: '={"input": response.response.Item}' }, /^header: .*got "input"/],
    [
      { errorExpression: '=if error.code = null then null else bpmnError(404)' },
      /^header: .*expected text as errorCode, got the number 404/,
    ],
    [
      { errorExpression: '=jobError("no", {}, 1, "soon")' },
      /^header: .*expected a duration of days and time as retryBackoff/,
    ],
    [{ errorExpression: '=bpmnError()' }, /^feel-function: The function bpmnError takes no such arguments/],
    [{ resultExpression: '={a: ' }, /^feel-syntax: resultExpression is no FEEL expression/],
  ])('%j', async (headers, message) => {
    expect(await headed(headers)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a path that is null whatever DynamoDB answers is told', () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ resultExpression: '={a: response.Item}' }, /^result-path: response.Item is null: .*response.response.Item$/],
    [
      { resultExpression: '={a: response.response.items[1]}' },
      /^result-path: response.response.items is null: .*response.response.Items$/,
    ],
    [
      { resultExpression: '={a: order.id}' },
      /^result-path: order is null here. A result expression reads response alone/,
    ],
    [
      { errorExpression: '=if error.errorCode = "X" then ignoreError() else null' },
      /^result-path: error.errorCode is null: error has code,/,
    ],
    [
      { errorExpression: '=if orderId = 1 then ignoreError() else null' },
      /^result-path: orderId is null here. An error expression/,
    ],
  ])('%j', async (headers, message) => {
    expect(await headed(headers)).toEqual([expect.stringMatching(message)]);
  });

  test.each<[Record<string, string>]>([
    [
      {
        resultExpression:
          '={a: response.response.Item.total, b: status, c: response.action, d: response.response.Items[total > limit]}',
      },
    ],
    [{ resultVariable: 'found', errorExpression: '=if found.response.Item = null then jobError("none") else null' }],
    [
      {
        errorExpression:
          '=if response.error.type = "X" and job.retries > 1 then ignoreError({a: error.item}) else null',
      },
    ],
    [{ resultExpression: '=context put({}, "a", 1)', errorExpression: '=if a = 1 then ignoreError() else null' }],
    [{ errorExpression: '=if status = "OK" then null else ignoreError()' }],
  ])('not %j', async (headers) => {
    expect(await headed(headers)).toEqual([]);
  });
});

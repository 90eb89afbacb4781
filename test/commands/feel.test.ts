import { describe, expect, test } from 'vitest';
import { WrongUse } from '../../src/commands/command.ts';
import { feel } from '../../src/commands/feel.ts';
import { runCommand } from '../support/command-line.ts';

const evaluate = (expression: string, context?: string) =>
  runCommand(feel, [expression, ...(context === undefined ? [] : ['--context', '-'])], { input: context ?? '' });

test('the value is JSON with all digits', async () => {
  const context = '{"id": 12345678901234567890123}';
  expect(await evaluate('= {"id": id, "half": 1 / 2}', context)).toEqual({
    code: 0,
    output: '{\n  "id": 12345678901234567890123,\n  "half": 0.5\n}\n',
    errors: '',
  });
});

test("an error expression has the connector's functions", async () => {
  const { output } = await evaluate('bpmnError("TAKEN", error.message)', '{"error": {"message": "is there"}}');
  expect(JSON.parse(output)).toEqual({ errorType: 'bpmnError', errorCode: 'TAKEN', errorMessage: 'is there' });
});

test('a name that is missing is warned about', async () => {
  const ended = await evaluate('order.total');
  expect(ended).toMatchObject({ code: 0, output: 'null\n', errors: expect.stringContaining("name 'order'") });
});

test('an expression that cannot be read is shown with the place', async () => {
  const { code, errors } = await evaluate('=\n  1 +\n\t2 + * 3');
  expect(code).toBe(1);
  expect(errors).toMatch(/^This is no FEEL expression, at line 2, column 6: .*\n {2}\t2 \+ \* 3\n {2}\t {4}\^\n$/);
});

test('an expression without a value says why', async () => {
  const ended = await evaluate('assert(a, a > 1, "a is too small")', '{"a": 1}');
  const errors = expect.stringContaining('The expression cannot be evaluated: Assertion failed: a is too small\n');
  expect(ended).toEqual({ code: 1, output: '', errors });
});

test('an expression ends within the budget of a job', async () => {
  const ended = await evaluate('for i in 1..1000000000 return i');
  expect(ended).toMatchObject({ code: 1, output: '' });
});

test('the expression comes from standard input for -', async () => {
  expect(await runCommand(feel, ['-'], { input: '= 1 + 1\n' })).toMatchObject({ code: 0, output: '2\n' });
});

describe('wrong use is told:', () => {
  test.each([
    ['no expression', [], '', 'Expected one EXPRESSION, got 0'],
    ['two', ['1', '2'], '', 'Expected one EXPRESSION, got 2'],
    ['a file that is not there', ['1', '--context', 'nowhere.json'], '', 'nowhere.json could not be read: ENOENT'],
    ['no JSON', ['1', '--context', '-'], '{a: 1}', 'expected JSON, got what is none'],
    ['a list', ['1', '--context', '-'], '[]', 'expected a JSON object of variables, got a list'],
    ['one input for two', ['-', '--context', '-'], '', 'Expected one of EXPRESSION and --context'],
  ])('%s', async (_what, args, input, message) => {
    const ended = runCommand(feel, args, { input });
    await expect(ended).rejects.toThrow(WrongUse);
    await expect(ended).rejects.toThrow(message);
  });
});

import { parseArgs } from 'node:util';
import { describeKind } from '../failure/faults.ts';
import { compile, FeelError, FeelSyntaxError } from '../feel/index.ts';
import { indentJson } from '../json/indent.ts';
import { isObject, type Json, type JsonObject, parseJson, stringifyJson } from '../json/json.ts';
import { type Command, readText, refuseInputTwice, type Surroundings, WrongUse } from './command.ts';

const usage = `Usage: camunda-dynamodb-worker feel EXPRESSION [--context FILE]

Evaluates a FEEL expression as the worker evaluates the result expression and the error expression of a task: with
the same functions and within the same limits. Prints the value as JSON, and what FEEL warns about to standard error.
EXPRESSION may begin with =, as in the Modeler. - reads it from standard input.

  --context FILE   the variables of the expression: a JSON object. - reads it from standard input

Exit code: 0 if there is a value, 1 if the expression gives none or is no FEEL, 78 for wrong use.

Example:
  echo '{"response": {"response": {"Item": {"total": 12.5}}}}' |
    camunda-dynamodb-worker feel 'response.response.Item.total * 2' --context -`;

/** `feel EXPRESSION`: evaluates an expression. */
export const feel: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { context: { type: 'string' } },
      allowPositionals: true,
    });
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0)
      throw new WrongUse(`Expected one EXPRESSION, got ${positionals.length}. Put it between quotes.`);
    refuseInputTwice([
      ['EXPRESSION', given],
      ['--context', values.context],
    ]);
    const text = given === '-' ? await readText(given, surroundings) : given;
    const context = values.context === undefined ? {} : await readContext(values.context, surroundings);
    return evaluate(text.trim().replace(/^=\s*/, ''), context, surroundings);
  },
};

/**
 * Reads the variables of an expression.
 * @throws WrongUse when the file cannot be read, or has no JSON object
 */
async function readContext(file: string, surroundings: Surroundings): Promise<JsonObject> {
  const where = `--context ${file}`;
  let context: Json;
  try {
    context = parseJson(await readText(file, surroundings));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WrongUse(`${where}: expected JSON, got what is none: ${error.message}`, { cause: error });
  }
  if (isObject(context)) return context;
  throw new WrongUse(`${where}: expected a JSON object of variables, got ${describeKind(context)}`);
}

function evaluate(text: string, context: JsonObject, { print, warn }: Surroundings): number {
  try {
    const { value, warnings } = compile(text).evaluate(context);
    for (const { message } of warnings) warn(`Warning: ${message}`);
    print(indentJson(stringifyJson(value as Json)));
    return 0;
  } catch (error) {
    if (error instanceof FeelSyntaxError) warn(shown(error, text));
    else if (error instanceof FeelError) {
      for (const { message } of error.warnings) warn(`Warning: ${message}`);
      warn(`The expression cannot be evaluated: ${error.message}`);
    } else throw error;
    return 1;
  }
}

/** Shows the line of an expression that cannot be read on, with a mark below. */
function shown({ message, line, column }: FeelSyntaxError, text: string): string {
  const before = text.split('\n')[line - 1]?.slice(0, column - 1) ?? '';
  return [
    `This is no FEEL expression, at line ${line}, column ${column}: ${message}`,
    `  ${text.split('\n')[line - 1]}`,
    `  ${before.replace(/\S/g, ' ')}^`,
  ].join('\n');
}

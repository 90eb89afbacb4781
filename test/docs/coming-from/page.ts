import { readFileSync } from 'node:fs';

const url = new URL('../../../docs/coming-from.md', import.meta.url);

/** The text of the page. */
export const page = readFileSync(url, 'utf8');

/** A target of the page's links that is a file. */
export const linkedFiles = [...page.matchAll(/\]\(([^):]+)\)/g)].map(([, target = '']) => new URL(target, url));

/** A documented example of another connector, as a task of ours. */
export interface Example {
  /** The connector and the words that follow `Example:`, like `Prismatic: create a table`. */
  readonly title: string;
  /** The variable `input`. */
  readonly input: Record<string, unknown>;
  /** The result expression of the task, if the example has one. */
  readonly expression?: string;
  /** What the page says of the outcome: members of the response, the variables, or the message of the error. */
  readonly gives: { readonly response?: object; readonly variables?: object; readonly message?: string };
}

/** All examples of the page. */
export const examples: readonly Example[] = page.split(/^## /m).flatMap((section) =>
  section
    .split('**Example: ')
    .slice(1)
    .map((text) => exampleOf(/^\w+/.exec(section)?.[0] ?? '', text)),
);

function exampleOf(connector: string, text: string): Example {
  const title = `${connector}: ${text.slice(0, text.indexOf('.**'))}`;
  const { input, expression, response, variables, message } = blocksOf(text);
  if (input === undefined) throw new Error(`The example "${title}" has no input`);
  return {
    title,
    input: JSON.parse(input),
    ...(expression !== undefined && { expression }),
    gives: {
      ...(response !== undefined && { response: JSON.parse(response) }),
      ...(variables !== undefined && { variables: JSON.parse(variables) }),
      ...(message !== undefined && { message }),
    },
  };
}

/** The fenced blocks of a text by the second word after the fence. */
function blocksOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^```\w+ (\w+)\n(.*?)\n```$/gms)].map(([, name = '', block = '']) => [name, block]),
  );
}

/** The names in code font in the column _Here_ of the tables that hold fields or actions side by side. */
export const namesHere: readonly string[] = [...page.matchAll(/^\| (?:Theirs|Their action) \|.*\n(?:\|.*\n)+/gm)]
  .flatMap(([table]) => table.trim().split('\n').slice(2))
  .flatMap((row) => [...(row.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)])
  .map(([, name = '']) => name);

import type { IamActions } from '../src/operation/iam-actions.ts';
import type { Operation } from '../src/operation/operation.ts';

const BEGIN = '<!-- Generated from the code by `npm run generate`, from here … -->';
const END = '<!-- … to here. -->';

/**
 * Puts the table of the actions that each operation needs into the page on connections, and gives the whole page.
 * @param page the text of docs/connections.md
 * @throws Error when the page has lost the lines around the table
 */
export function withPolicies(page: string, operations: readonly Operation[]): string {
  const [before, rest] = split(page, BEGIN);
  const [, after] = split(rest, END);
  return `${before}${BEGIN}\n\n${iamTable(operations)}\n\n${END}${after}`;
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/connections.md has lost the line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** What a policy of IAM must allow for each operation, as a table of a page. */
export function iamTable(operations: readonly Operation[]): string {
  const rows = operations.map(
    ({ id, label, iamActions }) => `| ${label} (\`${id}\`) | ${cells(iamActions).join(' | ')} |`,
  );
  return ['| Operation | Actions | Also | On |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function cells({ needed, also = {}, resource = 'the table' }: IamActions): string[] {
  const reasons = [...new Set(Object.values(also))];
  const others = reasons.map((when) => {
    const actions = Object.keys(also).filter((action) => also[action] === when);
    return `${actions.map(named).join(', ')} ${when}`;
  });
  return [needed.map(named).join(', '), others.join(', '), resource];
}

function named(action: string): string {
  return `\`dynamodb:${action}\``;
}

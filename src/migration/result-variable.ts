import { freshName, writeKey } from './names.ts';
import { readUses } from './uses.ts';

/**
 * Makes one result expression of what a result variable holds and a result expression. If both give a variable, the expression wins.
 * @param value FEEL that gives what the variable holds
 * @param expression FEEL that gives a context or null; undefined if there is none
 */
export function withResultVariable(name: string, value: () => string, expression: string | undefined): string {
  const own = () => `{${writeKey(name)}: ${value()}}`;
  if (expression === undefined) return own();
  const { tree, uses } = readUses(expression);
  if (tree.type === 'null') return own();
  const start = expression.indexOf('{');
  if (tree.type === 'context' && expression.trimStart().startsWith('{')) {
    if (tree.entries.some(([key]) => key === name)) return expression;
    if (tree.entries.length === 0) return own();
    // An entry is a variable of those behind it.
    if (!uses.some(({ head }) => head === name) && name !== 'response')
      return `{${writeKey(name)}: ${value()}, ${expression.slice(start + 1).trimStart()}`;
  }
  const result = freshName('result', `${expression} ${name}`);
  const all = freshName('all', `${expression} ${name} ${result}`);
  const end = expression.includes('//') ? '\n' : '';
  return `{${result}: ${expression}${end}, ${all}: context merge([${own()}, if ${result} = null then {} else ${result}])}.${all}`;
}

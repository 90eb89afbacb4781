import { expect, test } from 'vitest';
import { rules } from '../../src/review/finding.ts';
import { inLongForm } from '../support/long-form.ts';
import { reviewDiagram } from '../support/review.ts';
import { drawTasks, signedIn } from '../support/task-diagrams.ts';

const inputs = { ...signedIn, 'input.itemOperation': 'getItem', 'input.tableName': 'orders' };
/** How many parts a long expression has: what is not linear takes far too long with a quarter of them, too. */
const parts = (count: number) => inLongForm(count, count / 4);
const many = (count: number, each: (n: number) => string, between = ',') =>
  Array.from({ length: count }, (_, n) => each(n)).join(between);
const withInput = (source: string, headers: Readonly<Record<string, string>> = {}) =>
  drawTasks([{ id: 'task', inputs: { ...inputs, 'input.primaryKeyComponents': source }, headers }], {
    startForm: ['order'],
  });
const withHeader = (name: string, value: string) => withInput('={"id": order}', { [name]: value });
const behindRoot = (markup: string) =>
  withInput('={"id": order}').replace('<bpmn:process', () => `${markup}<bpmn:process`);

/** Diagrams whose reading takes hours, or all memory or stack, if something in it is not linear. */
test.each<[string, () => string]>([
  ['comments in comments', () => behindRoot('<!--'.repeat(900_000))],
  ['instructions in instructions', () => behindRoot('<?'.repeat(1_800_000))],
  ['instructions in one instruction', () => behindRoot(`${'<?a '.repeat(900_000)}?>`)],
  ['sections in sections', () => behindRoot('<![CDATA['.repeat(400_000))],
  ['a tag with attributes', () => behindRoot(`<a${many(190_000, (n) => ` a${n}="1"`, '')}/>`)],
  ['lines', () => behindRoot('\n'.repeat(4_000_000))],
  ['two long names that are alike', () => withInput(`=${'a'.repeat(90_000)}`, { resultVariable: 'a'.repeat(90_001) })],
  ['a context with many keys', () => withInput(`={${many(parts(9_000), (n) => `"k${n}": a`)}}`)],
  ['a context with many unknown variables', () => withInput(`={${many(parts(6_000), (n) => `"k${n}": v${n}`)}}`)],
  ['many functions that do not exist', () => withInput(`=[${many(parts(9_000), (n) => `f${n}(a)`)}]`)],
  ['many loops', () => withInput(`=[a, ${many(parts(2_500), () => 'for i in 1..99999 return i')}]`)],
  [
    'many loops as arguments',
    () => withHeader('errorExpression', `=[${many(parts(2_000), () => 'bpmnError(for i in 1..99999 return i)')}]`),
  ],
  ['many paths of a result', () => withHeader('resultExpression', `={${many(parts(5_000), (n) => `k${n}: v${n}.x`)}}`)],
  ['nested lists', () => withInput(`=${'['.repeat(190)}a${']'.repeat(190)}`)],
  [
    'many fields that do not exist',
    () =>
      withInput('={"id": order}').replace(
        '</zeebe:ioMapping>',
        `${many(900, (n) => `<zeebe:input source="=a" target="input.x${n}" />`, '')}</zeebe:ioMapping>`,
      ),
  ],
])('a hostile diagram is read to its end: %s', async (_, draw) => {
  const findings = await reviewDiagram(draw(), ['order']);
  for (const { rule } of findings) expect(Object.keys(rules)).toContain(rule);
});

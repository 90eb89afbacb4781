import { startEngine } from '../engine/ask.ts';
import { compareAll } from './compare.ts';
import { expression, type Part, textOf } from './expressions.ts';
import { Random } from './random.ts';
import { type Difference, reduceAll, shapeOf } from './reduce.ts';
import { variables } from './responses.ts';

const WANTED = 0.999;
const MAX_REDUCED = 300;

const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
const random = new Random(seed);
const wholes = new Map<string, Part>();
const questions = Array.from({ length: count }, (_, i) => {
  const whole = expression(random);
  wholes.set(String(i), whole);
  return { id: String(i), expr: textOf(whole), vars: variables(random) };
});

const engine = await startEngine();
const compared = await compareAll(engine, questions, (done) => process.stderr.write(`\r${done} of ${count} compared`));
process.stderr.write('\n');
const differences = compared
  .filter((found) => !found.agree)
  .map((found): Difference => ({ whole: wholes.get(found.question.id) as Part, found }));
const reduced = await reduceAll(engine, differences.slice(0, MAX_REDUCED));
await engine.stop();

const groups = new Map<string, Difference[]>();
for (const difference of reduced) {
  const { own, theirs, question } = difference.found;
  const form = `${outcomeKind(own)} | ${outcomeKind(theirs)} | ${shapeOf(question.expr)}`;
  groups.set(form, [...(groups.get(form) ?? []), difference]);
}
for (const [, group] of [...groups].sort(([, a], [, b]) => b.length - a.length)) {
  const { question, own, theirs } = (group[0] as Difference).found;
  const vars = Object.entries(question.vars ?? {}).filter(([name]) => new RegExp(`\\b${name}\\b`).test(question.expr));
  console.log(`${group.length} x  ${question.expr}\n  here:   ${shown(own)}\n  engine: ${shown(theirs)}`);
  if (vars.length > 0) console.log(`  with ${JSON.stringify(Object.fromEntries(vars)).slice(0, 1500)}`);
}
const agreement = 1 - differences.length / count;
const parsed = compared.filter(({ theirs }) => !('failed' in theirs && theirs.failed === 'parse')).length;
const valued = compared.filter(({ theirs }) => 'value' in theirs && theirs.value !== null).length;
console.log(`Seed ${seed}: ${count} expressions, ${parsed} of them parsed, ${valued} with a value other than null.`);
console.log(`Agreement ${(agreement * 100).toFixed(3)} %: ${differences.length} differences in ${groups.size} forms.`);
if (agreement < WANTED) process.exitCode = 1;

function outcomeKind(outcome: Difference['found']['own']): string {
  return 'failed' in outcome ? outcome.failed.slice(0, 40) : 'value';
}

function shown(outcome: Difference['found']['own']): string {
  const text = 'failed' in outcome ? `fails: ${outcome.failed}` : JSON.stringify(outcome.value, plain);
  return (text ?? 'undefined').slice(0, 400);
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Answer, ENGINE_VERSION, type Question, startEngine } from './ask.ts';

type Case = Question & { readonly area: string; readonly note?: string } & Record<string, unknown>;

const file = new URL('../cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
const engine = await startEngine();
const answers = await engine.ask(cases);
await engine.stop();

const asked = cases.map((known, i) => withAnswer(known, answers[i] as Answer));
const changed = asked.filter((now, i) => !isDeepStrictEqual(now, cases[i]));
for (const now of changed) {
  const before = cases.find(({ id }) => id === now.id);
  console.log(`${now.id} ${now.expr}\n  here:   ${given(before)}\n  engine: ${given(now)}`);
}
console.log(
  `${cases.length - changed.length} of ${cases.length} answers are those of Camunda's engine ${ENGINE_VERSION}.`,
);
if (process.argv.includes('--write'))
  writeFileSync(file, `[\n${asked.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
else if (changed.length > 0) process.exitCode = 1;

function withAnswer({ id, area, expr, vars, note }: Case, answer: Answer): Case {
  const { id: _, warnings, ...rest } = answer;
  const { ok: _ok, ...result } = rest;
  return {
    ...{ id, area, expr, vars: vars ?? {}, ...result },
    ...(warnings.length > 0 && { warnings }),
    ...(note !== undefined && { note }),
  };
}

function given(known: Case | undefined): string {
  const { id: _, area: _area, expr: _expr, vars: _vars, ...answer } = known ?? ({} as Case);
  return JSON.stringify(answer);
}

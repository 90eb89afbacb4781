import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile, FeelError, FeelSyntaxError } from '../../src/feel/index.ts';

/** What Camunda's engine answered to an expression; the README beside the engine's program explains the members. */
interface Case {
  readonly id: string;
  readonly area: string;
  readonly expr: string;
  readonly vars?: Record<string, unknown>;
  readonly value?: unknown;
  readonly connector?: unknown;
  readonly error?: string;
  readonly phase?: 'parse' | 'evaluate';
  readonly warnings?: readonly unknown[];
}

/** The moment at which the engine's clock stood. */
const NOW = Date.parse('2024-06-15T12:30:45.123Z');

/** Cases that differ, and why. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['e1269', 'a back-reference: patterns are matched in linear time, which rules them out'],
]);

const cases: readonly Case[] = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'));

/** Numbers with all their digits, keys in one order. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return { $number: String(value) };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, comparable(member)]),
  );
}

function answerOf({ expr, vars }: Case): unknown {
  try {
    const { value, warnings } = compile(expr).evaluate(vars ?? {}, { now: NOW });
    return { value: comparable(value), warnings };
  } catch (error) {
    if (error instanceof FeelSyntaxError) return { phase: 'parse' };
    if (error instanceof FeelError) return { phase: 'evaluate' };
    throw error;
  }
}

function expectedOf({ value, connector, phase, warnings }: Case): unknown {
  if (phase !== undefined) return { phase };
  return { value: comparable(connector === undefined ? value : connector), warnings: warnings ?? [] };
}

test('every case has the answer of the engine, and its warnings', () => {
  const differing = cases.filter((one) => JSON.stringify(answerOf(one)) !== JSON.stringify(expectedOf(one)));
  expect(cases).toHaveLength(1628);
  expect(differing.map(({ id, area, expr }) => `${area} ${id}: ${expr}`)).toEqual(
    cases.filter(({ id }) => EXCEPTIONS.has(id)).map(({ id, area, expr }) => `${area} ${id}: ${expr}`),
  );
});

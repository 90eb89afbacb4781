import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { parentOf } from '../../src/tracing/parent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${SPAN}-01`;

const parentIn = (variables: object | string) =>
  trace.getSpanContext(parentOf(typeof variables === 'string' ? variables : JSON.stringify(variables)));

test('the variable traceparent of a process is the parent of its jobs', () => {
  expect(parentIn({ input: { a: 1 }, traceparent: TRACEPARENT })).toEqual({
    traceId: TRACE,
    spanId: SPAN,
    traceFlags: 1,
    isRemote: true,
  });
  expect(parentIn({ traceparent: `00-${TRACE}-${SPAN}-00` })).toMatchObject({ traceFlags: 0 });
  expect(parentIn({ traceparent: `cc-${TRACE}-${SPAN}-01-what-a-later-version-has` })).toMatchObject({
    traceId: TRACE,
  });
});

test('tracestate goes with it', () => {
  const parent = parentIn({ traceparent: TRACEPARENT, tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' });
  expect(parent?.traceState?.get('congo')).toBe('t61rcWkgMzE');
  expect(parentIn({ traceparent: TRACEPARENT, tracestate: 7 })).toMatchObject({ traceId: TRACE });
});

test.each([
  ['another text', { traceparent: 'yes' }],
  ['zeros as the trace', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }],
  ['zeros as the span', { traceparent: `00-${TRACE}-${'0'.repeat(16)}-01` }],
  ['capital letters', { traceparent: TRACEPARENT.toUpperCase() }],
  ['the version ff', { traceparent: `ff-${TRACE}-${SPAN}-01` }],
  ['more than version 00 has', { traceparent: `${TRACEPARENT}-more` }],
  ['no text', { traceparent: { traceparent: TRACEPARENT } }],
  ['null', { traceparent: null }],
  ['one of an item that is written', { input: { item: { traceparent: TRACEPARENT } } }],
  ['one within a text', { input: JSON.stringify({ traceparent: TRACEPARENT }) }],
  ['variables that are no JSON', `{"traceparent":"${TRACEPARENT}"`],
])('%s is no parent', (_what, variables) => {
  expect(parentIn(variables)).toBeUndefined();
});

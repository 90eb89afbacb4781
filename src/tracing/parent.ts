import { type Context, createTraceState, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { membersOf } from '../json/members.ts';

/** The variables of a process that say which span its jobs are part of. https://www.w3.org/TR/trace-context/ */
export const parentVariables: readonly string[] = ['traceparent', 'tracestate'];

/** Of later versions than `00`, only the beginning counts. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * Reads the parent of a job's span from the job's variables.
 * @param variables as JSON text
 * @returns a context with the parent. One without if there is no `traceparent`, or it is none by W3C's rules
 */
export function parentOf(variables: string): Context {
  // Most processes have none, and then nothing more is read.
  if (!variables.includes('"traceparent"')) return ROOT_CONTEXT;
  const { traceparent, tracestate } = textsOf(variables);
  const parent = traceparent === undefined ? undefined : spanContextOf(traceparent.trim());
  if (parent === undefined) return ROOT_CONTEXT;
  const traceState = tracestate === undefined ? undefined : createTraceState(tracestate);
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, ...(traceState && { traceState }) });
}

function spanContextOf(traceparent: string): SpanContext | undefined {
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** Gives the two variables, as far as they are texts. Members of the same names within other variables do not count. */
function textsOf(variables: string): { readonly traceparent?: string; readonly tracestate?: string } {
  try {
    const members = membersOf(Buffer.from(variables));
    return Object.fromEntries(
      parentVariables.flatMap((name) => {
        const member = members.get(name);
        const value: unknown = member === undefined ? undefined : JSON.parse(member.toString());
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
  } catch (error) {
    // Whoever reads the variables after this says that they are no JSON.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

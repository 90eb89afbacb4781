import { isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { unlessAborted, withTimeLimit } from '../async/deadline.ts';
import type { CallWrapper } from '../dynamodb/observers.ts';
import type { EndedJob } from '../job/run-job.ts';
import { callSpans } from './call-span.ts';
import { withinJobSpan } from './job-span.ts';
import { parentVariables } from './parent.ts';
import { type SdkSettings, startSdk } from './sdk.ts';
import { registeredProvider } from './wanted.ts';

type TracedJob = Parameters<typeof withinJobSpan>[1];

/** The traces of one worker. */
export interface Tracing {
  /** The variables of a process that say which trace its jobs are part of. */
  readonly variables: readonly string[];
  /** Runs a job within a span. Gives what `run` gives. */
  job(job: TracedJob, run: () => Promise<EndedJob>): Promise<EndedJob>;
  /** Makes a call to DynamoDB within a span. */
  readonly call: CallWrapper;
  /** What the log says of a job, so that its trace is found; undefined of a job that has not begun, or has no trace. */
  idsOf(job: object): { readonly trace_id: string; readonly span_id: string } | undefined;
  /** Exports the spans that are left. Rejects when that fails, or is not done in this time. */
  close(milliseconds: number): Promise<void>;
}

/**
 * Opens the traces of a worker, with the tracer provider of this process.
 * @param starter as `sdkStarter` gives it
 * @returns undefined when what is registered is too old for this version of the API. `onTrouble` is told
 */
export async function openTracing(starter: 'preload' | 'worker', settings: SdkSettings): Promise<Tracing | undefined> {
  const end = starter === 'worker' ? await startSdk(settings) : flushPreloaded;
  // The API gives its own provider, which does nothing, in the place of one that is registered by an API of a lower minor version.
  if (trace.getTracerProvider() !== registeredProvider()) {
    settings.onTrouble('There are no traces: the API that is registered in this process is older than 1.9');
    await end();
    return undefined;
  }
  const tracer = trace.getTracer('camunda-dynamodb-worker', settings.version);
  const spans = new WeakMap<object, SpanContext>();
  const late = () => new Error('there was no time left to export the last spans');
  return {
    variables: parentVariables,
    job: (job, run) => withinJobSpan(tracer, job, (span) => spans.set(job, span.spanContext()), run),
    call: callSpans(tracer),
    idsOf(job) {
      const span = spans.get(job);
      return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
    },
    close: (milliseconds) => withTimeLimit({ milliseconds, late }, (signal) => unlessAborted(end(), signal)),
  };
}

/** Exports the spans that are left, if the provider can: `forceFlush` is a method of SDKs, not of the API. */
async function flushPreloaded(): Promise<void> {
  const registered = trace.getTracerProvider() as { getDelegate?(): unknown };
  const provider = (registered.getDelegate?.() ?? registered) as { forceFlush?(): Promise<void> };
  await provider.forceFlush?.();
}

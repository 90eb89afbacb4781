import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { Failure } from '../failure/failure.ts';

/** What OpenTelemetry calls errors that have no name. */
const OTHER = '_OTHER';
const NAME = /^[A-Za-z][\w.]{0,99}$/;

/**
 * Says of a span that it failed, and why: AWS's name of the error, the code of a network error, or the class of the failure. The
 * message stays out, for it may quote values. https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function tellFailed(span: Span, failure: Pick<Failure, 'type' | 'class'> | undefined, more: Attributes): void {
  const type = failure?.type ?? failure?.class ?? OTHER;
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttributes({ ...more, 'error.type': NAME.test(type) ? type : OTHER });
}

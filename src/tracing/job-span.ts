import { type Attributes, context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { EndedJob } from '../job/run-job.ts';
import type { ActivatedJob } from '../zeebe/gateway.ts';
import { tellFailed } from './error-type.ts';
import { parentOf } from './parent.ts';

/** What a span tells of a job. */
type TracedJob = Omit<ActivatedJob, 'deadline'>;

/**
 * Runs a job within a span of its own, which is active while it runs: the spans of its calls are its children.
 * @param began is told of the span when it is there
 * @returns what `run` gives
 */
export async function withinJobSpan(
  tracer: Tracer,
  job: TracedJob,
  began: (span: Span) => void,
  run: () => Promise<EndedJob>,
): Promise<EndedJob> {
  // Not within what is active here: that may be the poll that brought the job, in a trace of its own.
  const parent = parentOf(job.variables);
  const span = tracer.startSpan(`process ${job.type}`, { kind: SpanKind.CONSUMER, attributes: ofJob(job) }, parent);
  began(span);
  try {
    const ended = await context.with(trace.setSpan(parent, span), run);
    if (span.isRecording()) tellEnd(span, ended);
    return ended;
  } finally {
    span.end();
  }
}

/** The attributes of a job. Those of messages are by https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
function ofJob(job: TracedJob): Attributes {
  return {
    'messaging.system': 'camunda',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': job.type,
    'messaging.message.id': job.key,
    'camunda.job.key': job.key,
    'camunda.job.type': job.type,
    'camunda.job.retries': job.retries,
    'camunda.process_definition.id': job.bpmnProcessId,
    'camunda.process_definition.version': job.processDefinitionVersion,
    'camunda.process_instance.key': job.processInstanceKey,
    'camunda.element.id': job.elementId,
    'camunda.element_instance.key': job.elementInstanceKey,
    'camunda.tenant.id': job.tenantId,
    ...(job.rootProcessInstanceKey !== undefined && {
      'camunda.root_process_instance.key': job.rootProcessInstanceKey,
    }),
    ...(job.physicalTenantId !== undefined && { 'camunda.physical_tenant.id': job.physicalTenantId }),
  };
}

function tellEnd(span: Span, { outcome, operation, tables, region, failure }: EndedJob): void {
  const attributes = {
    'dynamodb_worker.outcome': outcome.kind,
    ...(operation !== undefined && { 'dynamodb_worker.operation': operation }),
    ...(tables.length > 0 && { 'aws.dynamodb.table_names': [...tables] }),
    ...(region !== undefined && { 'cloud.region': region }),
    ...(failure && { 'dynamodb_worker.error.class': failure.class }),
  };
  if (outcome.kind === 'completed') span.setAttributes(attributes);
  else tellFailed(span, failure, attributes);
}

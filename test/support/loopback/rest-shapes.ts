import { type ZodType, z } from 'zod';
import type { Version } from './version.ts';

/** A member, with the version that has brought it where that is later than 8.6. */
type Member = ZodType | readonly [since: string, shape: ZodType];

const text = z.string();
const int32 = z.int32();
const milliseconds = z.int();
const maybeText = text.nullable().optional();
const texts = z.array(text).optional();
const variables = z.record(text, z.unknown()).nullable().optional();
const key = z.string().regex(/^\d+$/);
const jobLeaseToken = ['8.10', maybeText] as const;

/**
 * The shapes of Camunda's REST API that a worker meets, as data: each member with its type and the version that has it. A gateway
 * refuses members that its version does not know. They are our own words for what the API's description says, because Camunda's
 * package of zod schemas needs a later Node than this project and ends with 8.9.
 * https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/orchestration-cluster-api-rest-overview/
 */
export function restShapes(version: Version): RestShapes {
  const shapes = made.get(version.text) ?? makeShapes(version);
  made.set(version.text, shapes);
  return shapes;
}

/** By version: zod compiles a shape when it is used first, which takes longer than a test's calls. */
const made = new Map<string, RestShapes>();

function makeShapes(version: Version) {
  const known = (members: Readonly<Record<string, Member>>) => {
    const entries = Object.entries(members).flatMap(([name, member]) => {
      if (member instanceof z.ZodType) return [[name, member] as const];
      return version.has(member[0]) ? [[name, member[1]] as const] : [];
    });
    return z.strictObject(Object.fromEntries(entries));
  };

  const job = known({
    type: text,
    processDefinitionId: text,
    processDefinitionVersion: int32,
    elementId: text,
    customHeaders: z.record(text, z.unknown()),
    worker: text,
    retries: int32,
    deadline: milliseconds,
    variables: z.record(text, z.unknown()),
    tenantId: text,
    jobKey: key,
    processInstanceKey: key,
    processDefinitionKey: key,
    elementInstanceKey: key,
    kind: ['8.8', z.enum(['BPMN_ELEMENT', 'EXECUTION_LISTENER', 'TASK_LISTENER', 'AD_HOC_SUB_PROCESS'])],
    listenerEventType: ['8.8', text],
    userTask: ['8.8', z.null()],
    tags: ['8.8', z.array(text)],
    rootProcessInstanceKey: ['8.9', key.nullable()],
    priority: ['8.10', int32],
    businessId: ['8.10', text.nullable()],
    jobLeaseToken: ['8.10', text.nullable()],
    physicalTenantId: ['8.10', z.string().regex(/^[a-z0-9]{1,64}$/)],
  });
  const partition = known({
    partitionId: int32,
    role: z.enum(['leader', 'follower', 'inactive']),
    health: z.enum(['healthy', 'unhealthy', 'dead']),
    state: ['8.10', text],
  });
  const broker = known({
    nodeId: int32,
    brokerId: ['8.10', text],
    host: text,
    port: int32,
    partitions: z.array(partition),
    version: text,
  });

  return {
    requests: {
      ActivateJobs: known({
        type: text,
        worker: text.optional(),
        timeout: milliseconds,
        maxJobsToActivate: int32,
        fetchVariable: texts,
        requestTimeout: milliseconds.optional(),
        tenantIds: texts,
        tenantFilter: ['8.9', z.enum(['PROVIDED', 'ASSIGNED']).optional()],
        withLease: ['8.10', z.boolean().nullable().optional()],
      }),
      CompleteJob: known({
        variables,
        result: ['8.8', z.record(text, z.unknown()).nullable().optional()],
        jobLeaseToken,
        businessId: ['8.10', maybeText],
      }),
      FailJob: known({
        retries: int32.optional(),
        errorMessage: text.optional(),
        retryBackOff: milliseconds.optional(),
        variables,
        jobLeaseToken,
      }),
      ThrowError: known({ errorCode: text, errorMessage: maybeText, variables, jobLeaseToken }),
      UpdateJobTimeout: known({
        changeset: known({
          retries: int32.nullable().optional(),
          timeout: milliseconds.nullable().optional(),
          priority: ['8.10', int32.nullable().optional()],
        }),
        operationReference: ['8.8', z.int().min(1).optional()],
        jobLeaseToken,
      }),
    },
    job,
    topology: known({
      brokers: z.array(broker),
      clusterId: ['8.9', text.nullable()],
      clusterSize: int32,
      partitionsCount: int32,
      replicationFactor: int32,
      gatewayVersion: text,
      lastCompletedChangeId: ['8.8', text],
    }),
    problem: known({ type: text, title: text, status: int32, detail: text, instance: text }),
  };
}

export type RestShapes = ReturnType<typeof makeShapes>;

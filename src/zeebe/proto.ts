import { fromJSON, type MethodDefinition } from '@grpc/proto-loader';

type Method = MethodDefinition<object, object>;
/** The calls of Zeebe's gateway that a worker makes. */
export type Rpc =
  | 'ActivateJobs'
  | 'StreamActivatedJobs'
  | 'CompleteJob'
  | 'FailJob'
  | 'ThrowError'
  | 'UpdateJobTimeout'
  | 'Topology';

const LABELS = /^(repeated|optional) /;

/** Makes a message of members like `tags: [18, 'repeated string']`. */
function message(members: Readonly<Record<string, readonly [id: number, type: string]>>) {
  const fields = Object.entries(members).map(([name, [id, type]]) => {
    const [, label] = LABELS.exec(type) ?? [];
    const plain = { id, type: type.replace(LABELS, '') };
    if (label === 'repeated') return [name, { ...plain, rule: 'repeated' }];
    return [name, label === 'optional' ? { ...plain, options: { proto3_optional: true } } : plain];
  });
  const optional = Object.entries(members).filter(([, [, type]]) => type.startsWith('optional '));
  // An optional member is the only one of a group, so that it can be told from an empty one.
  const oneofs = Object.fromEntries(optional.map(([name]) => [`_${name}`, { oneof: [name] }]));
  return { fields: Object.fromEntries(fields), oneofs };
}

const rpc = (requestType: string, responseType: string, responseStream = false) => ({
  requestType,
  responseType,
  responseStream,
  comment: '',
});

/**
 * What a worker needs of Zeebe's API, in the words and numbers of Camunda 8.10. Earlier versions leave out members that they do
 * not know, and so do later ones with what is not here.
 * https://docs.camunda.io/docs/apis-tools/zeebe-api/gateway-service/
 */
const gatewayProtocol = {
  TenantFilter: { values: { PROVIDED: 0, ASSIGNED: 1 } },
  ActivateJobsRequest: message({
    type: [1, 'string'],
    worker: [2, 'string'],
    timeout: [3, 'int64'],
    maxJobsToActivate: [4, 'int32'],
    fetchVariable: [5, 'repeated string'],
    requestTimeout: [6, 'int64'],
    tenantIds: [7, 'repeated string'],
    tenantFilter: [8, 'TenantFilter'],
    withLease: [9, 'bool'],
  }),
  ActivateJobsResponse: message({ jobs: [1, 'repeated ActivatedJob'] }),
  StreamActivatedJobsRequest: message({
    type: [1, 'string'],
    worker: [2, 'string'],
    timeout: [3, 'int64'],
    fetchVariable: [5, 'repeated string'],
    tenantIds: [6, 'repeated string'],
    tenantFilter: [7, 'TenantFilter'],
    withLease: [8, 'bool'],
  }),
  ActivatedJob: message({
    key: [1, 'int64'],
    type: [2, 'string'],
    processInstanceKey: [3, 'int64'],
    bpmnProcessId: [4, 'string'],
    processDefinitionVersion: [5, 'int32'],
    processDefinitionKey: [6, 'int64'],
    elementId: [7, 'string'],
    elementInstanceKey: [8, 'int64'],
    customHeaders: [9, 'string'],
    worker: [10, 'string'],
    retries: [11, 'int32'],
    deadline: [12, 'int64'],
    variables: [13, 'string'],
    tenantId: [14, 'string'],
    tags: [18, 'repeated string'],
    priority: [19, 'int32'],
    jobLeaseToken: [21, 'optional string'],
    physicalTenantId: [22, 'string'],
  }),
  CompleteJobRequest: message({
    jobKey: [1, 'int64'],
    variables: [2, 'string'],
    jobLeaseToken: [4, 'optional string'],
  }),
  CompleteJobResponse: message({}),
  FailJobRequest: message({
    jobKey: [1, 'int64'],
    retries: [2, 'int32'],
    errorMessage: [3, 'string'],
    retryBackOff: [4, 'int64'],
    variables: [5, 'string'],
    jobLeaseToken: [6, 'optional string'],
  }),
  FailJobResponse: message({}),
  ThrowErrorRequest: message({
    jobKey: [1, 'int64'],
    errorCode: [2, 'string'],
    errorMessage: [3, 'string'],
    variables: [4, 'string'],
    jobLeaseToken: [5, 'optional string'],
  }),
  ThrowErrorResponse: message({}),
  UpdateJobTimeoutRequest: message({
    jobKey: [1, 'int64'],
    timeout: [2, 'int64'],
    jobLeaseToken: [4, 'optional string'],
  }),
  UpdateJobTimeoutResponse: message({}),
  TopologyRequest: message({}),
  TopologyResponse: message({ gatewayVersion: [5, 'string'] }),
  Gateway: {
    methods: {
      ActivateJobs: rpc('ActivateJobsRequest', 'ActivateJobsResponse', true),
      StreamActivatedJobs: rpc('StreamActivatedJobsRequest', 'ActivatedJob', true),
      CompleteJob: rpc('CompleteJobRequest', 'CompleteJobResponse'),
      FailJob: rpc('FailJobRequest', 'FailJobResponse'),
      ThrowError: rpc('ThrowErrorRequest', 'ThrowErrorResponse'),
      UpdateJobTimeout: rpc('UpdateJobTimeoutRequest', 'UpdateJobTimeoutResponse'),
      Topology: rpc('TopologyRequest', 'TopologyResponse'),
    },
  },
};

/** How each call is written and read. 64-bit numbers are texts, which have all their digits. */
export const methods = fromJSON(
  { nested: { gateway_protocol: { nested: gatewayProtocol } } },
  { keepCase: true, longs: String, enums: String, defaults: true },
)['gateway_protocol.Gateway'] as unknown as Readonly<Record<Rpc, Method>>;

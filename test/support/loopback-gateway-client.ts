import { Client, type ClientReadableStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type {
  ActivatedJob,
  ActivateJobsRequest,
  CompleteJobRequest,
  FailJobRequest,
  JobsRequest,
  Rpc,
  ThrowErrorRequest,
  UpdateJobTimeoutRequest,
} from './loopback/contract.ts';
import { gatewayService } from './loopback/grpc.ts';

/** A bare gRPC client of a gateway, with no retries and no limits of its own. */
export function connectGateway(address: string, headers: Record<string, string> = {}) {
  const client = new Client(address.replace(/^grpc:\/\//, ''), credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);

  function method(rpc: Rpc) {
    const definition = gatewayService[rpc];
    if (!definition) throw new Error(`The service has no ${rpc}`);
    return definition;
  }

  function unary<Request>(rpc: Rpc) {
    const { path, requestSerialize, responseDeserialize } = method(rpc);
    return (request: Request): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const settle = (error: ServiceError | null, answer?: unknown) => (error ? reject(error) : resolve(answer));
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, settle);
      });
  }

  /** Opens a poll; `jobs` resolves when the gateway has answered, with a list that may be empty. */
  function activate(request: Partial<ActivateJobsRequest>): { jobs: Promise<ActivatedJob[]>; cancel(): void } {
    const { path, requestSerialize, responseDeserialize } = method('ActivateJobs');
    const wanted = { type: 'test', worker: 'test', timeout: '60000', maxJobsToActivate: 32, ...request };
    const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, wanted, metadata);
    return { jobs: collect(call as ClientReadableStream<{ jobs: ActivatedJob[] }>), cancel: () => call.cancel() };
  }

  /** Opens a stream; `jobs` grows as they are pushed. */
  function stream(request: Partial<JobsRequest> = {}) {
    const { path, requestSerialize, responseDeserialize } = method('StreamActivatedJobs');
    const wanted = { type: 'test', worker: 'test', timeout: '60000', ...request };
    const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, wanted, metadata);
    const jobs: ActivatedJob[] = [];
    call.on('data', (job: ActivatedJob) => jobs.push(job));
    const ended = new Promise<void>((resolve, reject) => call.on('end', resolve).on('error', reject));
    return { jobs, ended, pause: () => call.pause(), resume: () => call.resume(), cancel: () => call.cancel() };
  }

  return {
    activate,
    stream,
    complete: unary<Partial<CompleteJobRequest>>('CompleteJob'),
    fail: unary<Partial<FailJobRequest>>('FailJob'),
    throwError: unary<Partial<ThrowErrorRequest>>('ThrowError'),
    updateTimeout: unary<UpdateJobTimeoutRequest>('UpdateJobTimeout'),
    topology: unary<object>('Topology'),
    close: () => client.close(),
  };
}

function collect(call: ClientReadableStream<{ jobs: ActivatedJob[] }>): Promise<ActivatedJob[]> {
  return new Promise((resolve, reject) => {
    const jobs: ActivatedJob[] = [];
    call.on('data', (answer) => jobs.push(...answer.jobs));
    call.on('error', reject);
    call.on('end', () => resolve(jobs));
  });
}

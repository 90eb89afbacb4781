import { Client, connectivityState, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { stringify } from 'lossless-json';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../../src/zeebe/settings.ts';
import type { GatewayAccess } from './gateway-access.ts';
import { loadGatewayService } from './gateway-service.ts';

/** A process instance that has come to its end. */
export interface EndedProcess {
  readonly processInstanceKey: string;
  /** Its variables as JSON text, in which numbers have all their digits. */
  readonly variables: string;
}

/** What a modeler and a user ask of Zeebe: deploy, start, go on. */
export interface ZeebeClient {
  /** Deploys a BPMN file's text; gives the version that its process has now. */
  deploy(name: string, bpmn: string): Promise<number>;
  /** Starts a process and gives the key of its instance. */
  start(bpmnProcessId: string, variables: Record<string, unknown>): Promise<string>;
  /**
   * Starts a process and waits for its end.
   * @param limit how long, in milliseconds; a minute without it
   * @throws NotEndedError when it has not ended by then
   */
  run(bpmnProcessId: string, variables: Record<string, unknown>, limit?: number): Promise<EndedProcess>;
  /** Tries a failed job again, with so many retries. */
  resolve(incidentKey: string, jobKey: string, retries: number): Promise<void>;
  cancel(processInstanceKey: string): Promise<void>;
  close(): Promise<void>;
}

/** A process that has not ended in time: it stands at an incident, or nobody does its jobs. */
export class NotEndedError extends Error {
  override readonly name = 'NotEndedError';
}

const CALL_LIMIT = 30_000;
const RUN_LIMIT = 60_000;
/** A gateway that can wait for an end says itself that time is up; one that cannot is left so much later. */
const ANSWER_GRACE = 2_000;
/** What a call that took too long ends with: by the clock of this side, or by that of the gateway, which then resets the call. */
const OVER: ReadonlySet<status> = new Set([status.DEADLINE_EXCEEDED, status.CANCELLED]);
const LATEST_VERSION = -1;

/** Connects to a gateway by the SDK's settings. A call waits for a gateway that is not there yet. */
export function connectZeebe(access: GatewayAccess): ZeebeClient {
  const service = loadGatewayService();
  const connected = connect(access);

  async function call<Answer>(rpc: string, request: object, limit = CALL_LIMIT): Promise<Answer> {
    const { client, headers } = await connected;
    const method = service[rpc];
    if (!method) throw new Error(`The service has no ${rpc}`);
    const metadata = new Metadata({ waitForReady: true });
    for (const [name, value] of Object.entries(await headers())) metadata.set(name, value);
    return new Promise((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = method;
      const settle = (error: ServiceError | null, answer?: unknown) => {
        if (!error) resolve(answer as Answer);
        else if (error.code !== status.DEADLINE_EXCEEDED || isConnected(client)) reject(error);
        else reject(new Error(`No gateway answers at ${access.ZEEBE_GRPC_ADDRESS}`));
      };
      const deadline = Date.now() + limit;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline }, settle);
    });
  }

  const creation = (bpmnProcessId: string, variables: Record<string, unknown>) => ({
    bpmnProcessId,
    version: LATEST_VERSION,
    variables: stringify(variables),
  });

  return {
    async deploy(name, bpmn) {
      const resources = [{ name, content: Buffer.from(bpmn) }];
      type Deployment = { process: { version: number } };
      const { deployments } = await call<{ deployments: Deployment[] }>('DeployResource', { resources });
      return deployments[0]?.process.version ?? LATEST_VERSION;
    },
    async start(bpmnProcessId, variables) {
      const request = creation(bpmnProcessId, variables);
      return (await call<{ processInstanceKey: string }>('CreateProcessInstance', request)).processInstanceKey;
    },
    async run(bpmnProcessId, variables, limit = RUN_LIMIT) {
      const request = { request: creation(bpmnProcessId, variables), requestTimeout: limit };
      try {
        return await call<EndedProcess>('CreateProcessInstanceWithResult', request, limit + ANSWER_GRACE);
      } catch (error) {
        if (!OVER.has((error as ServiceError).code)) throw error;
        throw new NotEndedError(`The process ${bpmnProcessId} has not ended within ${limit / 1000} s`);
      }
    },
    async resolve(incidentKey, jobKey, retries) {
      await call('UpdateJobRetries', { jobKey, retries });
      await call('ResolveIncident', { incidentKey });
    },
    async cancel(processInstanceKey) {
      await call('CancelProcessInstance', { processInstanceKey });
    },
    async close() {
      (await connected).client.close();
    },
  };
}

function isConnected(client: Client): boolean {
  return client.getChannel().getConnectivityState(false) === connectivityState.READY;
}

async function connect(access: GatewayAccess) {
  // The SDK checks the strategy itself.
  const settings = await grpcSettings(camundaConfiguration(access as CamundaSettings));
  const headers: () => Promise<Readonly<Record<string, string>>> =
    settings.authorization?.headers ?? (async () => ({}));
  return { client: new Client(settings.address, settings.credentials, settings.options), headers };
}

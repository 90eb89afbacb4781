import { Camunda8 } from '@camunda8/sdk';

/** What a modeler and a user ask of Zeebe: deploy, start, go on. */
export interface ZeebeClient {
  /** Deploys a BPMN file's text. */
  deploy(name: string, bpmn: string): Promise<void>;
  /** Starts a process and gives the key of its instance. */
  start(bpmnProcessId: string, variables: Record<string, unknown>): Promise<string>;
  /** Tries a failed job again, with so many retries. */
  resolve(incidentKey: string, jobKey: string, retries: number): Promise<void>;
  cancel(processInstanceKey: string): Promise<void>;
  close(): Promise<void>;
}

/** Connects to a broker on this machine, by the SDK's own client. */
export function connectZeebe(grpcAddress: string): ZeebeClient {
  const client = new Camunda8({
    ZEEBE_GRPC_ADDRESS: grpcAddress,
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    CAMUNDA_LOG_LEVEL: 'none',
    zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: 'NONE' },
  }).getZeebeGrpcApiClient();
  return {
    async deploy(name, bpmn) {
      await client.deployResource({ name, process: Buffer.from(bpmn) });
    },
    async start(bpmnProcessId, variables) {
      const instance = await client.createProcessInstance({
        bpmnProcessId,
        variables: variables as Record<string, never>,
      });
      return instance.processInstanceKey;
    },
    async resolve(incidentKey, jobKey, retries) {
      await client.updateJobRetries({ jobKey, retries });
      await client.resolveIncident({ incidentKey });
    },
    async cancel(processInstanceKey) {
      await client.cancelProcessInstance(processInstanceKey);
    },
    async close() {
      await client.close();
    },
  };
}

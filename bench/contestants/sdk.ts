import { Camunda8 } from '@camunda8/sdk';
import type { StartPump } from '../support/pump-child.ts';

/** The SDK's own worker over gRPC, without log. All settings but those given are the defaults. */
export function sdkWorker(settings: { pollInterval?: number; maxJobsToActivate?: number }): StartPump {
  return async (address, type) => {
    const camunda = new Camunda8({
      ZEEBE_GRPC_ADDRESS: address,
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: 'NONE' },
    });
    const client = camunda.getZeebeGrpcApiClient();
    client.createWorker({ taskType: type, taskHandler: (job) => job.complete({}), ...settings });
  };
}

import { Client, credentials } from '@grpc/grpc-js';
import { loadGatewayService } from '../support/loopback/contract.ts';

const bpmn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test">
  <process id="hour" isExecutable="true">
    <startEvent id="start"><outgoing>in</outgoing></startEvent>
    <sequenceFlow id="in" sourceRef="start" targetRef="wait" />
    <intermediateCatchEvent id="wait">
      <incoming>in</incoming>
      <outgoing>out</outgoing>
      <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="out" sourceRef="wait" targetRef="end" />
    <endEvent id="end"><incoming>out</incoming></endEvent>
  </process>
</definitions>`;

/** Deploys a process that waits for an hour, and starts one. */
export async function startTimerProcess(grpcAddress: string): Promise<void> {
  const client = new Client(grpcAddress.replace('grpc://', ''), credentials.createInsecure());
  await call(client, 'DeployResource', { resources: [{ name: 'hour.bpmn', content: Buffer.from(bpmn) }] });
  await call(client, 'CreateProcessInstance', { bpmnProcessId: 'hour', version: -1 });
  client.close();
}

function call(client: Client, rpc: string, request: object): Promise<unknown> {
  const method = loadGatewayService()[rpc];
  if (!method) throw new Error(`The service has no ${rpc}`);
  return new Promise((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

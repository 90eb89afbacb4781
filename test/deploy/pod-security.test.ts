import { expect, test } from 'vitest';
import { type Container, type PodSpec, podSecurityFaults, restricted } from './pod-security.ts';

const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const container: Container = { name: 'worker', image: 'worker', securityContext };
const pod: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
};
const withContainer = (change: Partial<Container>): PodSpec => ({ ...pod, containers: [{ ...container, ...change }] });
const withContext = (change: Container['securityContext']): PodSpec =>
  withContainer({ securityContext: { ...securityContext, ...change } });

/** For each rule, a pod that breaks it and no other. */
const breaches: readonly (readonly [rule: string, pod: PodSpec])[] = [
  ['HostProcess', withContext({ windowsOptions: { hostProcess: true } })],
  ['Host Namespaces', { ...pod, hostNetwork: true }],
  ['Privileged Containers', withContext({ privileged: true })],
  ['Capabilities', withContext({ capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } })],
  ['Volume Types', { ...pod, volumes: [{ name: 'node', hostPath: { path: '/' } }] }],
  ['Host Ports', withContainer({ ports: [{ containerPort: 8090, hostPort: 8090 }] })],
  ['Host Probes / Lifecycle Hooks', withContainer({ livenessProbe: { httpGet: { host: '10.0.0.1' } } })],
  ['AppArmor', withContext({ appArmorProfile: { type: 'Unconfined' } })],
  ['SELinux', withContext({ seLinuxOptions: { type: 'spc_t' } })],
  ['/proc Mount Type', withContext({ procMount: 'Unmasked' })],
  ['Sysctls', { ...pod, securityContext: { ...pod.securityContext, sysctls: [{ name: 'kernel.msgmax' }] } }],
  ['Privilege Escalation', withContainer({ securityContext: { capabilities: { drop: ['ALL'] } } })],
  ['Running as Non-root', withContext({ runAsNonRoot: false })],
  ['Running as Non-root user', withContext({ runAsUser: 0 })],
  ['Seccomp', withContext({ seccompProfile: { type: 'Unconfined' } })],
];

test('a pod within the restricted profile breaks no rule', () => {
  expect(podSecurityFaults(pod)).toEqual([]);
});

test('each rule of the restricted profile is tried', () => {
  expect(breaches.map(([rule]) => rule)).toEqual(restricted.map(({ name }) => name));
});

test.each(breaches)('a breach of %s is found, also in a container that only starts', (rule, broken) => {
  expect(podSecurityFaults(broken)).toEqual([rule]);
  if (broken.containers[0] !== container)
    expect(podSecurityFaults({ ...pod, initContainers: broken.containers })).toEqual([rule]);
});

interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly appArmorProfile?: { readonly type: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

interface Probe {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

/** A container, as far as security goes. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string }[];
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly postStart?: Probe; readonly preStop?: Probe };
}

/** The specification of a pod, as far as security goes. */
export interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly serviceAccountName?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: SecurityContext;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly [kind: string]: unknown }[];
}

/** A rule. Some are about the whole pod, the others about each container and what the pod says for all. */
interface Rule {
  readonly name: string;
  readonly pod?: (pod: PodSpec) => boolean;
  readonly container?: (container: Container, pod: PodSpec) => boolean;
}

const volumeKinds = 'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' ');
const safeSysctls =
  `kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.tcp_syncookies
  net.ipv4.ping_group_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout
  net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem`.split(/\s+/);
const selinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

/** The security contexts that count for a container. */
const contexts = ({ securityContext = {} }: Container, pod: PodSpec) => [securityContext, pod.securityContext ?? {}];
/** What a container says, or else what its pod says for all. */
function decided<K extends keyof SecurityContext>(
  key: K,
  container: Container,
  pod: PodSpec,
): SecurityContext[K] | undefined {
  return contexts(container, pod).find((context) => context[key] !== undefined)?.[key];
}

function callsOf({ startupProbe, livenessProbe, readinessProbe, lifecycle }: Container): Probe[] {
  const all = [startupProbe, livenessProbe, readinessProbe, lifecycle?.postStart, lifecycle?.preStop];
  return all.filter((probe) => probe !== undefined);
}

/**
 * The rules of the restricted profile, those of the baseline included.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const restricted: readonly Rule[] = [
  {
    name: 'HostProcess',
    container: (c, pod) => contexts(c, pod).every(({ windowsOptions }) => !windowsOptions?.hostProcess),
  },
  { name: 'Host Namespaces', pod: ({ hostNetwork, hostPID, hostIPC }) => !hostNetwork && !hostPID && !hostIPC },
  { name: 'Privileged Containers', container: ({ securityContext }) => !securityContext?.privileged },
  {
    name: 'Capabilities',
    container: ({ securityContext }) =>
      securityContext?.capabilities?.drop?.includes('ALL') === true &&
      (securityContext.capabilities.add ?? []).every((name) => name === 'NET_BIND_SERVICE'),
  },
  {
    name: 'Volume Types',
    pod: ({ volumes = [] }) =>
      volumes.every(({ name, ...kinds }) => Object.keys(kinds).every((kind) => volumeKinds.includes(kind))),
  },
  { name: 'Host Ports', container: ({ ports = [] }) => ports.every(({ hostPort }) => !hostPort) },
  {
    name: 'Host Probes / Lifecycle Hooks',
    container: (c) => callsOf(c).every(({ httpGet, tcpSocket }) => !httpGet?.host && !tcpSocket?.host),
  },
  {
    name: 'AppArmor',
    container: (c, pod) =>
      contexts(c, pod).every(({ appArmorProfile }) => {
        return appArmorProfile === undefined || ['RuntimeDefault', 'Localhost'].includes(appArmorProfile.type);
      }),
  },
  {
    name: 'SELinux',
    container: (c, pod) =>
      contexts(c, pod).every(({ seLinuxOptions: { type = '', user, role } = {} }) => {
        return selinuxTypes.includes(type) && !user && !role;
      }),
  },
  {
    name: '/proc Mount Type',
    container: ({ securityContext }) => (securityContext?.procMount ?? 'Default') === 'Default',
  },
  {
    name: 'Sysctls',
    pod: ({ securityContext }) => (securityContext?.sysctls ?? []).every(({ name }) => safeSysctls.includes(name)),
  },
  {
    name: 'Privilege Escalation',
    container: ({ securityContext }) => securityContext?.allowPrivilegeEscalation === false,
  },
  { name: 'Running as Non-root', container: (c, pod) => decided('runAsNonRoot', c, pod) === true },
  {
    name: 'Running as Non-root user',
    container: (c, pod) => contexts(c, pod).every(({ runAsUser }) => runAsUser !== 0),
  },
  {
    name: 'Seccomp',
    container: (c, pod) => ['RuntimeDefault', 'Localhost'].includes(decided('seccompProfile', c, pod)?.type ?? ''),
  },
];

/** Gives the names of the rules of the restricted profile that a pod breaks. */
export function podSecurityFaults(pod: PodSpec): string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? []), ...(pod.ephemeralContainers ?? [])];
  return restricted
    .filter((rule) => rule.pod?.(pod) === false || containers.some((one) => rule.container?.(one, pod) === false))
    .map(({ name }) => name);
}

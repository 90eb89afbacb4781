import type { Version } from './version.ts';

const partition = { partitionId: 1, role: 'leader', health: 'healthy' };

/** The cluster, as REST tells it. */
export function topology(version: Version) {
  const here = version.has('8.10') ? { ...partition, state: 'active' } : partition;
  const broker = { nodeId: 0, host: '127.0.0.1', port: 26501, partitions: [here], version: version.text };
  return {
    brokers: [version.has('8.10') ? { ...broker, brokerId: '0' } : broker],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: version.text,
    ...(version.has('8.8') && { lastCompletedChangeId: '-1' }),
    ...(version.has('8.9') && { clusterId: 'loopback' }),
  };
}

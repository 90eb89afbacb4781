import { type Metrics, openMetrics } from '../../src/metrics/metrics.ts';

const onTrouble = (error: Error) => {
  throw error;
};

/** Metrics of a worker of a test. */
export function metricsOfTest(otherJobTypes: readonly string[] = []): Metrics {
  return openMetrics({
    jobType: 'aws-dynamodb:1',
    otherJobTypes,
    maxJobs: 32,
    maxTables: 100,
    version: '1.2.3',
    onTrouble,
  });
}

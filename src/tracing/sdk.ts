import { context, type DiagLogger, DiagLogLevel, diag, propagation, trace } from '@opentelemetry/api';

/** What the SDK is started with. */
export interface SdkSettings {
  /** Only for what is unset there. The SDK itself reads the variables of the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Is told what goes wrong within OpenTelemetry, like a collector that cannot be reached. */
  readonly onTrouble: (message: string) => void;
}

/** While the collector cannot be reached, each export fails. One of them is told in this time. */
const TELL_EVERY_MS = 60_000;
const LONGEST_TROUBLE = 500;

/**
 * Starts OpenTelemetry's SDK for this process, for traces alone: the worker's metrics are Prometheus', and its logs are its own.
 * @returns a function that exports what is left, and ends the SDK
 */
export async function startSdk({ env, version, onTrouble }: SdkSettings): Promise<() => Promise<void>> {
  const { NodeSDK, resources } = await import('@opentelemetry/sdk-node');
  const service = { 'service.name': 'camunda-dynamodb-worker', 'service.version': version };
  const sdk = new NodeSDK({
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say takes the place of it.
    resource: resources.defaultResource().merge(resources.resourceFromAttributes(service)),
    logRecordProcessors: [],
    ...(!env.OTEL_METRICS_EXPORTER && { metricReaders: [] }),
  });
  sdk.start();
  // Only now: the SDK may have a later version of the API, and could register nothing beside what this version has registered.
  if (!env.OTEL_LOG_LEVEL) diag.setLogger(telling(onTrouble), DiagLogLevel.WARN);
  return async () => {
    try {
      await sdk.shutdown();
    } finally {
      // So that another worker in this process can start it anew.
      for (const api of [trace, context, propagation, diag]) api.disable();
    }
  };
}

function telling(onTrouble: (message: string) => void): DiagLogger {
  let told = Number.NEGATIVE_INFINITY;
  const tell = (...words: unknown[]) => {
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    onTrouble(words.map(String).join(' ').slice(0, LONGEST_TROUBLE));
  };
  const nothing = () => {};
  return { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
}

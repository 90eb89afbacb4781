import { api, NodeSDK, tracing as sdkTracing } from '@opentelemetry/sdk-node';
import { openTracing, type Tracing } from '../../src/tracing/tracing.ts';

/** Traces of this process, with all their spans kept in memory: an SDK is registered, as a preload does it. */
export async function tracesOfTest() {
  const exporter = new sdkTracing.InMemorySpanExporter();
  const sdk = new NodeSDK({
    spanProcessors: [new sdkTracing.SimpleSpanProcessor(exporter)],
    metricReaders: [],
    logRecordProcessors: [],
    autoDetectResources: false,
  });
  sdk.start();
  const settings = { env: {}, version: '1.2.3', onTrouble: () => {} };
  return {
    tracing: (await openTracing('preload', settings)) as Tracing,
    /** Gives the spans that have ended since it was asked last, in the order of their ends. */
    spans() {
      const spans = exporter.getFinishedSpans();
      exporter.reset();
      return spans;
    },
    async end() {
      await sdk.shutdown();
      for (const each of [api.trace, api.context, api.propagation]) each.disable();
    },
  };
}

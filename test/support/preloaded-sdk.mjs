// What an operator's preload does: it registers an SDK before the worker is loaded (`node --import`).
import { NodeSDK } from '@opentelemetry/sdk-node';

new NodeSDK({ serviceName: 'preloaded', metricReaders: [], logRecordProcessors: [] }).start();

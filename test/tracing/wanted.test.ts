import Module from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sdkStarter, tracingFaults } from '../../src/tracing/wanted.ts';

const API = Symbol.for('opentelemetry.js.api.1');
const global = globalThis as { [API]?: object | undefined };

/** As a module that Node loads first does it. */
function register(api: object): void {
  global[API] = api;
}

afterEach(() => {
  delete global[API];
});

describe('who starts the SDK', () => {
  test.each([
    [{}, undefined],
    [{ OTEL_SERVICE_NAME: 'orders', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, undefined],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'worker'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, 'worker'],
    [{ OTEL_TRACES_EXPORTER: 'console' }, 'worker'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'TRUE' }, undefined],
  ])('with the variables %j: %s', (env, starter) => {
    expect(sdkStarter(env)).toBe(starter);
  });

  test('a preload that has registered a tracer provider is asked, whatever the variables say', () => {
    register({ version: '1.9.1', trace: {} });
    expect(sdkStarter({})).toBe('preload');
    expect(sdkStarter({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' })).toBe('preload');
    register({ version: '1.9.1', metrics: {} });
    expect(sdkStarter({})).toBeUndefined();
  });
});

describe('what is wrong is named at the start:', () => {
  test.each([
    [
      { OTEL_TRACES_EXPORTER: 'otlp,jaeger' },
      ['OTEL_TRACES_EXPORTER: expected otlp, zipkin, console or none, got "jaeger"'],
    ],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http' },
      ['OTEL_EXPORTER_OTLP_PROTOCOL: expected one of grpc, http/json, http/protobuf, got "http"'],
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'ada:pass-word@collector:4318' },
      ['OTEL_EXPORTER_OTLP_ENDPOINT: expected an http or https address, like http://collector:4318, got another text'],
    ],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'ratio' },
      [
        'OTEL_TRACES_SAMPLER: expected one of always_on, parentbased_always_on, always_off, parentbased_always_off, traceidratio, parentbased_traceidratio, got "ratio"',
      ],
    ],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1 %' },
      ['OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, got "1 %"'],
    ],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
      ['OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, got "2"'],
    ],
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' }, []],
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'always_off', OTEL_TRACES_SAMPLER_ARG: 'x' }, []],
    [{ OTEL_TRACES_SAMPLER: 'ratio' }, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, []],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318', OTEL_TRACES_EXPORTER: 'otlp, console' }, []],
  ])('%j', (env, faults) => {
    expect(tracingFaults(env)).toEqual(faults);
  });

  test('an SDK that is not installed', () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    vi.spyOn(Module as unknown as { _resolveFilename(): string }, '_resolveFilename').mockImplementation(() => {
      throw missing;
    });
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(tracingFaults(env)).toEqual([
      expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: expected the package @opentelemetry\/sdk-node .*unset/),
    ]);
    expect(tracingFaults({})).toEqual([]);
    register({ version: '1.9.1', trace: {} });
    expect(tracingFaults(env)).toEqual([]);
  });
});

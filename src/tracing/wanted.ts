import { createRequire } from 'node:module';

/** Variables by name: an environment. */
type Variables = Readonly<Record<string, string | undefined>>;

/** OpenTelemetry's API keeps here what an SDK has registered, so that all its copies in a process find it. */
const API = Symbol.for('opentelemetry.js.api.1');

/** The tracer provider that an SDK has registered in this process; undefined if none has. Does not load OpenTelemetry's API. */
export function registeredProvider(): unknown {
  return (globalThis as { readonly [API]?: { readonly trace?: unknown } })[API]?.trace;
}

/** The variables that switch traces on. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const SWITCHES = ['OTEL_TRACES_EXPORTER', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
const EXPORTERS = ['otlp', 'zipkin', 'console'];
const SAMPLERS = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]);
const PROTOCOLS = ['grpc', 'http/json', 'http/protobuf'];

/**
 * Who starts OpenTelemetry's SDK. `preload`: it is there already, as a module that Node loaded before (`--import`) has registered
 * it. `worker`: the worker, because the variables ask for traces. Undefined: nobody, there are no traces.
 */
export function sdkStarter(env: Variables): 'preload' | 'worker' | undefined {
  if (registeredProvider() !== undefined) return 'preload';
  return switchOf(env) === undefined ? undefined : 'worker';
}

/** The variable that switches traces on; undefined if none does. */
function switchOf(env: Variables): string | undefined {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exportersOf(env).includes('none')) return undefined;
  return SWITCHES.find((name) => env[name]);
}

function exportersOf({ OTEL_TRACES_EXPORTER: exporters = '' }: Variables): string[] {
  return exporters.split(',').flatMap((name) => name.trim() || []);
}

/** Says what is wrong with the variables that the SDK would pass over, if the worker is to start it. */
export function tracingFaults(env: Variables): string[] {
  const name = switchOf(env);
  if (name === undefined || sdkStarter(env) !== 'worker') return [];
  const faults: string[] = [];
  if (!isInstalled('@opentelemetry/sdk-node')) {
    const expected = 'expected the package @opentelemetry/sdk-node beside the worker, which makes traces';
    faults.push(`${name}: ${expected}. Install it, or unset the variable (see docs/traces.md)`);
  }
  const unknown = exportersOf(env).find((exporter) => !EXPORTERS.includes(exporter));
  if (unknown !== undefined)
    faults.push(`OTEL_TRACES_EXPORTER: expected ${EXPORTERS.join(', ')} or none, got ${JSON.stringify(unknown)}`);
  return [...faults, ...samplerFaults(env), ...protocolFaults(env)];
}

function samplerFaults({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: part }: Variables): string[] {
  if (!sampler) return [];
  if (!SAMPLERS.includes(sampler))
    return [`OTEL_TRACES_SAMPLER: expected one of ${SAMPLERS.join(', ')}, got ${JSON.stringify(sampler)}`];
  const isPart = !part || (Number(part) >= 0 && Number(part) <= 1);
  if (!sampler.endsWith('traceidratio') || isPart) return [];
  return [`OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, got ${JSON.stringify(part)}`];
}

function protocolFaults(env: Variables): string[] {
  const faults: string[] = [];
  const protocol = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find((name) => env[name]);
  const chosen = protocol && env[protocol];
  if (chosen && !PROTOCOLS.includes(chosen))
    faults.push(`${protocol}: expected one of ${PROTOCOLS.join(', ')}, got ${JSON.stringify(chosen)}`);
  // By gRPC, an address may lack its protocol.
  if (chosen === 'grpc') return faults;
  for (const name of SWITCHES.slice(1)) {
    const address = env[name];
    if (address && !(URL.canParse(address) && /^https?:/i.test(address)))
      faults.push(`${name}: expected an http or https address, like http://collector:4318, got another text`);
  }
  return faults;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    return false;
  }
}

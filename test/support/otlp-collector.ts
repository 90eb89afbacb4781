import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A value in OTLP's JSON. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly OtlpValue[] };
}

type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: object;
  readonly attributes: OtlpAttributes;
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A span as it came, with its attributes as an object. */
export interface CollectedSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Starts a collector of OpenTelemetry on 127.0.0.1 that takes spans by HTTP, as JSON, and keeps them. */
export async function startOtlpCollector() {
  const spans: CollectedSpan[] = [];
  const paths = new Set<string>();

  async function take(incoming: IncomingMessage): Promise<void> {
    paths.add(incoming.url ?? '');
    const { resourceSpans } = (await json(incoming)) as ExportRequest;
    for (const { resource, scopeSpans } of resourceSpans)
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ ...span, attributes: read(span.attributes), resource: read(resource.attributes) });
  }

  const server = createServer((incoming, response) => {
    take(incoming).then(
      () => response.setHeader('content-type', 'application/json').end('{}'),
      (error: Error) => response.writeHead(400).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** The paths that were asked for. */
    paths,
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function read(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain({ stringValue, intValue, boolValue, arrayValue }: OtlpValue): unknown {
  return arrayValue?.values.map(plain) ?? stringValue ?? boolValue ?? Number(intValue);
}

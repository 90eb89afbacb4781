import { ServerCredentials } from '@grpc/grpc-js';

/** Server certificate and key; with `clientCa` clients must show a certificate of it. */
export interface Tls {
  cert: Buffer;
  key: Buffer;
  clientCa?: Buffer;
}

/** The credentials of a gRPC server. */
export function grpcCredentials(tls: Tls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = { cert_chain: tls.cert, private_key: tls.key };
  return ServerCredentials.createSsl(tls.clientCa ?? null, [pair], tls.clientCa !== undefined);
}

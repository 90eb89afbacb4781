/** How a gateway is reached, by the names of the SDK's environment variables: the worker is told so, and clients alike. */
export interface GatewayAccess {
  readonly ZEEBE_GRPC_ADDRESS: string;
  readonly CAMUNDA_AUTH_STRATEGY: string;
}

/** A gateway at which nobody has to sign in, whatever the environment says of others. */
export function openGatewayAccess(grpcAddress: string): GatewayAccess {
  return { ZEEBE_GRPC_ADDRESS: grpcAddress, CAMUNDA_AUTH_STRATEGY: 'NONE' };
}

/**
 * A gateway that a user names. How to sign in there, the SDK's own environment variables say; without them nobody has to.
 * @param source where the address comes from, for the error
 * @throws Error when it is no address of a gateway
 */
export function namedGatewayAccess(
  grpcAddress: string,
  source: string,
  environment: NodeJS.ProcessEnv = process.env,
): GatewayAccess {
  if (!/^grpcs?:\/\/[^/]+$/.test(grpcAddress)) {
    throw new Error(
      `${source}: expected an address like grpc://localhost:26500 (grpcs:// with TLS), got "${grpcAddress}"`,
    );
  }
  return { ZEEBE_GRPC_ADDRESS: grpcAddress, CAMUNDA_AUTH_STRATEGY: environment.CAMUNDA_AUTH_STRATEGY ?? 'NONE' };
}

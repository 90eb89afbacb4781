import { settings } from '../src/worker/config.ts';

/** The page that lists the settings of the worker. */
export function settingsPage(): string {
  const rows = Object.values(settings).map(
    ({ name, initial, meaning }) => `| \`${name}\` | ${initial ? `\`${initial}\`` : ''} | ${meaning}. |`,
  );
  return `# Settings

<!-- Generated from the code by \`npm run generate\`. -->

All settings are environment variables. They are checked when the worker starts: everything that is wrong is named at once, and
the worker ends with exit code 78. \`camunda-dynamodb-worker --check\` also tries the connections once.

## The worker's own

| Variable | Without it | Meaning |
| --- | --- | --- |
${rows.join('\n')}

Those that begin with \`ALLOW_\`, and \`READ_ONLY\`, are [the rules of the operator](rules.md): each may be set for one tenant too, as
\`DYNAMODB_WORKER_ALLOW_TABLES__TENANT_sales\`, with the tenant's id at its end.

Durations are ISO 8601, like \`PT30S\`. A variable that begins with \`DYNAMODB_WORKER_\` and is not in this table is refused.

## Zeebe's gateway

The names are those of \`@camunda8/sdk\`:

| Variable | Meaning |
| --- | --- |
| \`ZEEBE_GRPC_ADDRESS\` | \`grpc://host:port\`, or \`grpcs://host:port\` with TLS; \`grpc://localhost:26500\` without it. |
| \`CAMUNDA_AUTH_STRATEGY\` | \`NONE\`, \`OAUTH\`, \`BASIC\`, \`BEARER\` or \`COOKIE\`. |
| \`CAMUNDA_OAUTH_URL\`, \`ZEEBE_CLIENT_ID\`, \`ZEEBE_CLIENT_SECRET\`, \`CAMUNDA_ZEEBE_OAUTH_AUDIENCE\`, \`CAMUNDA_TOKEN_SCOPE\` | For \`OAUTH\`. |
| \`CAMUNDA_TOKEN_DISK_CACHE_DISABLE\` | \`true\` where the file system is read-only. |
| \`CAMUNDA_BASIC_AUTH_USERNAME\`, \`CAMUNDA_BASIC_AUTH_PASSWORD\` | For \`BASIC\`. |
| \`CAMUNDA_OAUTH_TOKEN\` | For \`BEARER\`. |
| \`CAMUNDA_TENANT_ID\` | The tenant that is served. |
| \`CAMUNDA_CUSTOM_ROOT_CERT_PATH\`, \`CAMUNDA_CUSTOM_CERT_CHAIN_PATH\`, \`CAMUNDA_CUSTOM_PRIVATE_KEY_PATH\` | Certificates of your own, for TLS and mutual TLS. |
| \`ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS\` | How long one poll waits for jobs. |
| \`GRPC_KEEPALIVE_TIME_MS\`, \`GRPC_KEEPALIVE_TIMEOUT_MS\`, \`GRPC_MAX_RECONNECT_BACKOFF_MS\` | How soon a lost gateway is noticed and found again; 45 s, 20 s and 2 s without them. |

## AWS

Where a task does not say otherwise, AWS's own settings decide: \`AWS_REGION\`, \`AWS_PROFILE\`, \`AWS_ACCESS_KEY_ID\` and the other sources
of AWS's default chain, \`AWS_ENDPOINT_URL_DYNAMODB\`, and \`AWS_MAX_ATTEMPTS\` (3 without it) for the tries of one call. A call has
3 s to connect and 30 s to be answered. No region is ever guessed, and one that is none of AWS's is refused at the start. [connections.md](connections.md) tells how the worker
finds credentials and asks STS.

## Health

\`GET /healthz\` is 200 as long as the process lives. \`GET /readyz\` is 200 while the gateway is connected and the worker takes jobs, else 503.
`;
}

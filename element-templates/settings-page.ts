import { settings } from '../src/worker/settings.ts';
import { settingsInFile } from './settings-schema.ts';

/** Gives the text of docs/settings.md: all settings of the worker. */
export function settingsPage(): string {
  const rows = Object.values(settings).map(
    ({ name, initial, meaning }) => `| \`${name}\` | ${initial ? `\`${initial}\`` : ''} | ${meaning}. |`,
  );
  const keys = settingsInFile().map(([key]) => `\`${key}\``);
  return `# Settings

<!-- Generated from the code by \`npm run generate\`. -->

All settings are environment variables. The worker's own can also stand in [a file](#settings-in-a-file). The worker checks them when it starts. If some are wrong, it names all of them at once and
ends with exit code 78. \`camunda-dynamodb-worker --check\` also tries the connections once.

## The worker's own

| Variable | Without it | Meaning |
| --- | --- | --- |
${rows.join('\n')}

The settings that begin with \`ALLOW_\`, and \`READ_ONLY\`, are [the rules of the operator](rules.md). Each can also be set for one tenant, with the tenant's id at
the end of its name: \`DYNAMODB_WORKER_ALLOW_TABLES__TENANT_sales\`.

Durations are ISO 8601, like \`PT30S\`. A variable that begins with \`DYNAMODB_WORKER_\` and is not in this table is refused.

## Settings in a file

\`DYNAMODB_WORKER_CONFIG_FILE\` names a file in YAML or JSON with any of the worker's own settings. Their keys are the names of the variables without \`DYNAMODB_WORKER_\`, like \`maxJobs\` for \`MAX_JOBS\`
(\`NAME\` is \`workerName\`). Numbers, \`true\` and \`false\` stand as they are, lists are lists, durations are texts. \`tenants\` has the rules for the jobs of one tenant, by its id:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/camunda-dynamodb-worker/docs/settings.schema.json
maxJobs: 64
jobTimeout: PT10M
allowTables: [orders, "invoice-*"]
allowDefaultCredentials: false
tenants:
  sales:
    allowTables: ["sales-*"]
    readOnly: true
\`\`\`

- A variable counts before the file, one by one: \`DYNAMODB_WORKER_MAX_JOBS\` before \`maxJobs\`, \`DYNAMODB_WORKER_ALLOW_TABLES__TENANT_sales\` before \`tenants.sales.allowTables\`. A variable for
  all tenants also counts before the file's rule of one tenant: with \`DYNAMODB_WORKER_READ_ONLY=true\`, \`tenants.sales.readOnly: false\` does not count.
- An empty list of a rule allows nothing, as \`none\` does in a variable. An entry may have commas in it.
- A duration in the file has at most two digits for each unit, like \`P1DT12H\`. Minutes or seconds alone may have more: \`PT300S\`.
- What is wrong is named all at once, with file, line and key; of more than 50 faults, the first. Null is wrong everywhere.
- The file has at most 128 KB, and no aliases of YAML (\`*name\`).
- Settings of Zeebe's gateway and of AWS are variables only. Secrets do not belong in the file: they have [places of their own](secrets.md).
- [settings.schema.json](settings.schema.json), which is in the package, is its JSON schema. An editor with the YAML language server checks the file by it, and completes keys.

The keys: ${keys.join(', ')}.

## Reading the file anew

On \`SIGHUP\` the worker reads the file and the [secrets](secrets.md) anew, and goes on (\`kill -HUP\`, \`docker kill --signal HUP\`; Windows has no such signal). Jobs that run keep the rules with which they began. The next
job has the new ones: \`readOnly\`, all that begins with \`allow\`, and \`tenants\`. Other settings need a restart; a warning names those that have changed. If anything in the file is wrong, everything stays as it was,
and the log says what is wrong. Variables cannot change while a process runs, so what they say counts as before.

## Zeebe's gateway

The gateway is called by gRPC or by REST. \`DYNAMODB_WORKER_TRANSPORT\` says which. Without it, the addresses decide: if \`ZEEBE_REST_ADDRESS\` is set, and neither
\`ZEEBE_GRPC_ADDRESS\` nor \`ZEEBE_ADDRESS\` is, the gateway is called by REST, and else by gRPC. The worker calls it one way only. REST is for Camunda 8.8 and later.

The names are those of \`@camunda8/sdk\`:

| Variable | Meaning |
| --- | --- |
| \`ZEEBE_GRPC_ADDRESS\` | \`grpc://host:port\`, or \`grpcs://host:port\` with TLS, without a user and a password. An address without one of the two beginnings is refused: it does not say whether there is TLS. The default is \`grpc://localhost:26500\`. |
| \`ZEEBE_REST_ADDRESS\` | \`http://host:port\` or \`https://host:port\`, maybe with a path, without \`/v2\`, a user and a password. The default is \`http://localhost:8080\`. |
| \`CAMUNDA_AUTH_STRATEGY\` | \`NONE\`, \`OAUTH\`, \`BASIC\`, \`BEARER\` or \`COOKIE\`. |
| \`CAMUNDA_OAUTH_URL\`, \`ZEEBE_CLIENT_ID\`, \`ZEEBE_CLIENT_SECRET\`, \`CAMUNDA_ZEEBE_OAUTH_AUDIENCE\`, \`CAMUNDA_TOKEN_SCOPE\` | For \`OAUTH\`. |
| \`CAMUNDA_TOKEN_DISK_CACHE_DISABLE\` | \`true\` if the file system is read-only. A token that the gateway refuses is dropped, also from the disk, at most once in 30 s. |
| \`CAMUNDA_BASIC_AUTH_USERNAME\`, \`CAMUNDA_BASIC_AUTH_PASSWORD\` | For \`BASIC\`. |
| \`CAMUNDA_OAUTH_TOKEN\` | For \`BEARER\`. |
| \`CAMUNDA_TENANT_ID\` | The tenant that is served. |
| \`CAMUNDA_CUSTOM_ROOT_CERT_PATH\`, \`CAMUNDA_CUSTOM_CERT_CHAIN_PATH\`, \`CAMUNDA_CUSTOM_PRIVATE_KEY_PATH\` | Certificates of your own, for TLS and mutual TLS. |
| \`ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS\` | How long one poll waits for jobs, by gRPC or by REST. |
| \`GRPC_KEEPALIVE_TIME_MS\`, \`GRPC_KEEPALIVE_TIMEOUT_MS\`, \`GRPC_MAX_RECONNECT_BACKOFF_MS\` | For gRPC: how soon a lost gateway is noticed and found again. The defaults are 45 s, 20 s and 2 s. |

## AWS

If a task does not decide, AWS's own settings do: \`AWS_REGION\`, \`AWS_PROFILE\`, \`AWS_ACCESS_KEY_ID\` and the other sources of AWS's
default chain, \`AWS_ENDPOINT_URL_DYNAMODB\`, and \`AWS_MAX_ATTEMPTS\` for the tries of one call (3 by default). A call has 3 s to connect
and 30 s until its whole answer has come. After that, it is tried again. The worker never guesses a region. [connections.md](connections.md) explains how the worker finds
credentials and asks STS.

The worker also checks these variables when it starts. An empty one counts as absent, except \`AWS_DEFAULTS_MODE\` and \`AWS_ACCOUNT_ID_ENDPOINT_MODE\`, whose
empty value the SDK refuses:

| Variable | What it may be |
| --- | --- |
| \`AWS_REGION\` | The name of an AWS region |
| \`AWS_ENDPOINT_URL\`, \`AWS_ENDPOINT_URL_DYNAMODB\`, \`AWS_ENDPOINT_URL_STS\`, \`AWS_ENDPOINT_URL_SSO\`, \`AWS_ENDPOINT_URL_SECRETS_MANAGER\`, \`AWS_ENDPOINT_URL_SSM\` | An http or https address, but neither a link-local address nor one of a cloud's metadata |
| \`AWS_USE_FIPS_ENDPOINT\`, \`AWS_USE_DUALSTACK_ENDPOINT\` | \`true\` or \`false\`. \`true\` cannot stand beside one of the first four endpoints |
| \`AWS_IGNORE_CONFIGURED_ENDPOINT_URLS\` | \`true\` or \`false\` |
| \`AWS_MAX_ATTEMPTS\` | A whole number from 1 to 1000 |
| \`AWS_RETRY_MODE\` | \`standard\` or \`adaptive\` |
| \`AWS_DEFAULTS_MODE\` | \`auto\`, \`in-region\`, \`cross-region\`, \`mobile\`, \`standard\` or \`legacy\` |
| \`AWS_ACCOUNT_ID_ENDPOINT_MODE\` | \`preferred\`, \`required\` or \`disabled\`: [endpoints of an account](connections.md#endpoints-of-an-account) |
| \`AWS_CA_BUNDLE\` | A file of certificates (PEM): [certificates](connections.md#certificates-of-your-own) |

## Proxies

| Variable | Meaning |
| --- | --- |
| \`HTTPS_PROXY\` | The proxy for addresses with TLS, like \`http://user:password@proxy.example.com:3128\`. It is asked to \`CONNECT\` |
| \`HTTP_PROXY\` | The proxy for addresses without TLS |
| \`NO_PROXY\` | The hosts that are called without a proxy, separated by commas: names with all names below them (\`example.com\`), addresses and subnets (\`10.0.0.0/8\`), each with or without a port. \`*\` means all |

These variables count for DynamoDB, STS, SSO, Secrets Manager and Systems Manager, and for Zeebe's gateway if it is called by REST. Their names may be in capitals or in small letters; if both are set, the one in small letters counts. A proxy's address has a protocol, \`http\` or \`https\`, and
no path. The credentials endpoint of the worker's container and the metadata service of its instance are never asked through a proxy. Addresses of your own network, and \`localhost\`, go
through the proxy unless \`NO_PROXY\` has them. A proxy looks up the hosts behind it by itself.

If Zeebe's gateway is called by gRPC, the library \`@grpc/grpc-js\` makes the connection. It reads names in small letters only: \`grpc_proxy\`, \`https_proxy\` or \`http_proxy\`, and \`no_grpc_proxy\` or \`no_proxy\`. Name
a gateway inside the cluster in one of the last two. The library calls proxies without TLS.

## Memory

A job holds what it has read until it ends. All jobs together hold at most a part of the process's heap: about 70 % of what is left after 64 MB for the process, and after twice
\`MAX_RESULT_BYTES\` for each of \`MAX_JOBS\` (at most 40 % of the heap). A job that needs more waits for others. A job that would be too large even alone fails with an execution error. When all wait for
each other, the youngest fails with a connection error, and is tried again. Give the container twice the memory of the heap. For example, with 512 MB and
\`NODE_OPTIONS=--max-old-space-size=256\`, 32 scans of 8 MB at the same time succeed one after the other, and the process does not die.

The variables of a job may have at most 250,000 values (50,000 numbers of 16 characters or more), and one item or field at most 30,000, so that one job does not hold up the others. Lists of items and keys are read in slices.

## Health

\`GET /healthz\` gives 200 while the process lives. \`GET /readyz\` gives 200 while the gateway is connected and the worker takes jobs, else 503.
\`camunda-dynamodb-worker --health\` asks \`/healthz\` of the worker that runs on the same machine with the same settings. It ends with exit code 0 or 1, for the health check of a container. With port 0 it
asks nothing and ends with 0.
`;
}

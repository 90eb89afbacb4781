/** Values that operators may have for the chart, by what they want. Each is rendered by the tests. */
export const valueSets: Readonly<Record<string, object>> = {
  'nothing but the address of a gateway': {
    gateway: { grpcAddress: 'grpc://camunda-platform-zeebe-gateway.camunda:26500' },
  },
  'SaaS by REST with OAuth': {
    gateway: {
      restAddress: 'https://bru-2.zeebe.example.com/cluster',
      authStrategy: 'OAUTH',
      oauth: { url: 'https://login.example.com/oauth/token', audience: 'zeebe.example.com', scope: 'openid' },
      credentials: { existingSecret: 'camunda-client' },
    },
    aws: { region: 'eu-central-1' },
  },
  'OAuth by gRPC with certificates of its own': {
    gateway: {
      grpcAddress: 'grpcs://zeebe.example.com',
      authStrategy: 'OAUTH',
      oauth: { url: 'http://keycloak.camunda:18080/auth/token' },
      credentials: { id: 'worker', existingSecret: 'camunda-client', secretKey: 'password' },
      tls: { existingSecret: 'zeebe-tls', mutual: true },
    },
  },
  'basic authentication': {
    gateway: {
      grpcAddress: 'grpc://zeebe:26500',
      authStrategy: 'BASIC',
      credentials: { existingSecret: 'user', idKey: 'username', secretKey: 'password' },
    },
  },
  'a token': {
    gateway: { restAddress: 'http://zeebe:8080', authStrategy: 'BEARER', credentials: { existingSecret: 'token' } },
  },
  'a cookie': {
    gateway: {
      restAddress: 'https://zeebe:8080',
      authStrategy: 'COOKIE',
      cookie: { url: 'https://zeebe:8081/api/login' },
      credentials: { existingSecret: 'user' },
      tls: { existingSecret: 'authority' },
    },
  },
  'a role of EKS': {
    aws: { region: 'eu-central-1', roleArn: 'arn:aws:iam::123456789012:role/dynamodb-worker' },
    serviceAccount: { annotations: { 'eks.amazonaws.com/sts-regional-endpoints': 'true' } },
  },
  'Pod Identity and the metadata of the node': {
    aws: { podIdentity: true, instanceMetadata: true },
    serviceAccount: { create: false, name: 'dynamodb' },
  },
  'keys of AWS and another DynamoDB': {
    aws: {
      endpoint: 'http://dynamodb:8000',
      credentials: { existingSecret: 'aws', sessionTokenKey: 'session-token' },
    },
    serviceAccount: { create: false },
  },
  'secrets as variables': { secrets: { env: ['worker-secrets', 'more-secrets'] }, config: { secretPrefix: 'KEY_' } },
  'secrets as files': { secrets: { files: { existingSecret: 'worker-secrets' } } },
  'secrets by the CSI driver': { secrets: { csi: { secretProviderClass: 'worker-secrets' } } },
  'secrets by the CSI driver, whose class the chart makes': {
    secrets: {
      csi: {
        create: true,
        parameters: {
          region: 'eu-central-1',
          objects: [{ objectName: 'dynamodb/AWS_KEY', objectType: 'secretsmanager' }],
        },
      },
    },
  },
  'all settings of the worker in a file': {
    config: {
      maxJobs: 64,
      maxResultBytes: 15_728_640,
      stopTimeout: 'PT1M30.5S',
      jobTimeout: 'PT10M',
      httpPort: 9000,
      httpHost: '::',
      allowTables: ['orders-*', 'customers'],
      readOnly: true,
      tenants: { sales: { allowTables: ['sales-*'] } },
    },
  },
  'scaling on CPU': { autoscaling: { cpu: { enabled: true, targetPercent: 60 }, minReplicas: 3, maxReplicas: 30 } },
  'scaling on busy slots': {
    serviceMonitor: { enabled: true },
    autoscaling: { keda: { enabled: true, targetPercent: 75, authentication: 'prometheus' } },
  },
  'all that Prometheus and Grafana take': {
    serviceMonitor: { enabled: true, interval: '15s', labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' }, leaveOut: ['DynamoDbWorkerExecutionErrors'] },
    dashboard: { enabled: true },
  },
  'a Prometheus without its operator': {
    autoscaling: { keda: { enabled: true } },
    prometheusRule: { enabled: true },
    seriesLabels: { namespace: 'camunda', job: 'dynamodb-workers' },
  },
  'no disruption budget and no network policy': {
    podDisruptionBudget: { enabled: false },
    networkPolicy: { enabled: false },
    replicas: 1,
  },
  'a narrow network policy': {
    networkPolicy: {
      metricsFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      gatewayTo: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'zeebe-gateway' } } }],
      extraEgress: [{ ports: [{ port: 3128 }], to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    },
    podDisruptionBudget: { maxUnavailable: '25%' },
  },
  'nodes of its own': {
    nodeSelector: { 'kubernetes.io/arch': 'arm64' },
    tolerations: [{ key: 'workers', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, preference: { matchExpressions: [{ key: 'spot', operator: 'DoesNotExist' }] } },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        topologyKey: 'rack',
        maxSkew: 2,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { a: 'b' } },
      },
    ],
    priorityClassName: 'high',
    podLabels: { team: 'orders' },
    podAnnotations: { 'sidecar.istio.io/inject': 'false' },
  },
  'an image of its own': {
    image: {
      repository: 'registry.example.com/camunda/worker',
      digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
      pullPolicy: 'Always',
      pullSecrets: [{ name: 'registry' }],
    },
    resources: { requests: { cpu: 1, memory: '2Gi' }, limits: { memory: '2Gi', cpu: 2 } },
    heapMegabytes: 1200,
    nodeOptions: '--import /app/otel.mjs',
    fullnameOverride: 'orders-worker',
  },
  'a user that OpenShift chooses': {
    podSecurityContext: { runAsUser: null, runAsGroup: null, fsGroup: null },
    resources: null,
    strategy: { type: 'Recreate', rollingUpdate: null },
    nameOverride: 'worker',
  },
  'variables and volumes of its own': {
    extraEnv: [
      { name: 'HTTPS_PROXY', value: 'http://proxy:3128' },
      { name: 'DYNAMODB_WORKER_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    envFrom: [{ configMapRef: { name: 'aws-settings' } }],
    extraVolumes: [{ name: 'authorities', configMap: { name: 'authorities' } }],
    extraVolumeMounts: [{ name: 'authorities', mountPath: '/etc/authorities', readOnly: true }],
    terminationGracePeriodSeconds: 120,
    service: { annotations: { 'prometheus.io/scrape': 'true' } },
  },
};

/** What every set has, where it has nothing else. */
export const address = { gateway: { grpcAddress: 'grpc://zeebe:26500' } };

/** Values that are wrong together, and what the chart says of them. */
export const wrongSets: readonly (readonly [what: string, values: object, said: string])[] = [
  ['no gateway', { gateway: {} }, 'gateway.grpcAddress: expected this or gateway.restAddress, got neither'],
  [
    'no server for tokens',
    { gateway: { authStrategy: 'OAUTH' } },
    'gateway.oauth.url: expected an address for OAUTH, got none',
  ],
  ['nowhere to sign in', { gateway: { authStrategy: 'COOKIE' } }, 'gateway.cookie.url: expected an address for COOKIE'],
  [
    'no credentials',
    { gateway: { authStrategy: 'BASIC' } },
    'gateway.credentials.existingSecret: expected the name of a Secret for BASIC, got none',
  ],
  [
    'two ways to the gateway',
    { gateway: { grpcAddress: 'grpc://zeebe:26500', restAddress: 'http://zeebe:8080' } },
    'gateway: expected grpcAddress or restAddress, because the worker calls its gateway one way only, got both',
  ],
  [
    'calls by REST to an address for gRPC',
    { ...address, config: { transport: 'rest' } },
    'config.transport: expected grpc, or gateway.restAddress with it, got rest',
  ],
  [
    'calls by gRPC to an address for REST',
    { gateway: { restAddress: 'http://zeebe:8080' }, config: { transport: 'grpc' } },
    'config.transport: expected rest, or gateway.grpcAddress with it, got grpc',
  ],
  [
    'a server for tokens that nobody asks',
    { gateway: { ...address.gateway, oauth: { url: 'https://login' } } },
    'gateway.oauth.url: expected gateway.authStrategy OAUTH with it, got NONE',
  ],
  [
    'a place to sign in where nobody signs in',
    { gateway: { ...address.gateway, cookie: { url: 'https://login' } } },
    'gateway.cookie.url: expected gateway.authStrategy COOKIE with it, got NONE',
  ],
  [
    'credentials for no authentication',
    { gateway: { ...address.gateway, credentials: { existingSecret: 'client' } } },
    'gateway.credentials.existingSecret: expected the gateway.authStrategy that the credentials are for, got NONE',
  ],
  [
    'a certificate to show, but none there',
    { gateway: { ...address.gateway, tls: { mutual: true } } },
    'gateway.tls.mutual: expected gateway.tls.existingSecret with it',
  ],
  [
    'a certificate for a connection without TLS',
    { gateway: { ...address.gateway, tls: { existingSecret: 'authority' } } },
    'gateway.tls.existingSecret: expected an address with TLS, grpcs://… or https://…, got grpc://zeebe:26500',
  ],
  [
    'a role and keys of AWS',
    { ...address, aws: { roleArn: 'arn:aws:iam::123456789012:role/a', credentials: { existingSecret: 'aws' } } },
    'aws.credentials.existingSecret, aws.roleArn: expected one of them, because only one can sign',
  ],
  [
    'a role and Pod Identity',
    { ...address, aws: { roleArn: 'arn:aws:iam::123456789012:role/a', podIdentity: true } },
    'aws.podIdentity, aws.roleArn: expected one of them',
  ],
  [
    'two sources of files of secrets',
    { ...address, secrets: { files: { existingSecret: 'a' }, csi: { create: true } } },
    'secrets.files, secrets.csi: expected one of them',
  ],
  [
    'two autoscalers',
    { ...address, autoscaling: { cpu: { enabled: true }, keda: { enabled: true } } },
    'autoscaling: expected cpu or keda, got both',
  ],
  [
    'fewer workers at the most than at the least',
    { ...address, autoscaling: { cpu: { enabled: true }, minReplicas: 20 } },
    'autoscaling.minReplicas: expected at most maxReplicas, 10, got 20',
  ],
  [
    'scaling by series that Prometheus may not have',
    { ...address, autoscaling: { keda: { enabled: true } } },
    'autoscaling.keda: expected serviceMonitor.enabled, or in seriesLabels the labels',
  ],
  [
    'alerts on series that Prometheus may not have',
    { ...address, prometheusRule: { enabled: true } },
    'prometheusRule: expected serviceMonitor.enabled, or in seriesLabels the labels',
  ],
  [
    'a role for a service account of somebody else',
    { ...address, aws: { roleArn: 'arn:aws:iam::123456789012:role/a' }, serviceAccount: { create: false } },
    'aws.roleArn: expected serviceAccount.create with it',
  ],
  ['any free port', { ...address, config: { httpPort: 0 } }, 'config.httpPort: expected a fixed port'],
  [
    'an address that no probe reaches',
    { ...address, config: { httpHost: '127.0.0.1' } },
    'config.httpHost: expected an address that probes reach, got 127.0.0.1',
  ],
  [
    'a variable twice',
    { ...address, aws: { region: 'eu-west-1' }, extraEnv: [{ name: 'AWS_REGION', value: 'eu-west-2' }] },
    'extraEnv: expected no AWS_REGION, because another value sets it',
  ],
  [
    'less time to stop than jobs have',
    { ...address, config: { stopTimeout: 'PT2M' }, terminationGracePeriodSeconds: 60 },
    'terminationGracePeriodSeconds: expected at least 130, 10 more than config.stopTimeout, got 60',
  ],
  [
    'no duration',
    { ...address, config: { stopTimeout: '25s' } },
    'config.stopTimeout: expected a duration of days, hours',
  ],
  [
    'a limit of memory of which there is no half',
    { ...address, resources: { limits: { memory: '512M' } } },
    'heapMegabytes: expected a number, because resources.limits.memory is not in Mi or Gi, got 512M',
  ],
  [
    'a heap that the limit of memory has no room for',
    { ...address, heapMegabytes: 2000 },
    'heapMegabytes: expected less than resources.limits.memory, 512Mi, got 2000',
  ],
  [
    'a heap as large as a limit in other units',
    { ...address, heapMegabytes: 1500, resources: { limits: { memory: '1.5G' } } },
    'heapMegabytes: expected less than resources.limits.memory, 1.5G, got 1500',
  ],
  [
    'a SecretProviderClass of nothing',
    { ...address, secrets: { csi: { create: true } } },
    'secrets.csi.parameters: expected what the provider needs',
  ],
  [
    'two folders of secrets',
    { ...address, config: { secretsDir: '/mine' }, secrets: { files: { existingSecret: 'a' } } },
    'config.secretsDir: expected none beside secrets.files or secrets.csi',
  ],
  [
    'a volume of a name that the chart has',
    { ...address, extraVolumes: [{ name: 'config', emptyDir: {} }] },
    'extraVolumes: expected no config',
  ],
  [
    'a volume at a place that the chart has',
    { ...address, extraVolumeMounts: [{ name: 'mine', mountPath: '/etc/dynamodb-worker/secrets' }] },
    'extraVolumeMounts: expected another place than /etc/dynamodb-worker/secrets',
  ],
  ...Object.entries({
    podLabels: 'app.kubernetes.io/name',
    podAnnotations: 'checksum/config',
    'serviceMonitor.labels': 'app.kubernetes.io/instance',
    'prometheusRule.labels': 'helm.sh/chart',
    'dashboard.labels': 'app.kubernetes.io/version',
    'serviceAccount.annotations': 'eks.amazonaws.com/role-arn',
  }).map(([place, name]) => {
    const [outer = '', inner] = place.split('.');
    const given = { [name]: 'mine' };
    return [
      `one of its own names in ${place}`,
      { ...address, [outer]: inner === undefined ? given : { [inner]: given } },
      `${place}: expected no ${name}, because the chart sets it`,
    ] as const;
  }),
];

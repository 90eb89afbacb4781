import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { GatewayAccess } from '../../examples/local/gateway-access.ts';
import { type EndedJob, followWorkerLog } from '../../examples/local/worker-log.ts';
import { startWorkerProcess, type WorkerProcess } from '../../examples/local/worker-process.ts';
import { connectZeebe, type EndedProcess, NotEndedError, type ZeebeClient } from '../../examples/local/zeebe-client.ts';
import { drawProcess, oneTaskProcess } from './diagrams.ts';
import { startsEngines, type TestEngine } from './engine.ts';
import { mappings } from './examples/example.ts';
import { type Entry, openTasks } from './modeler.ts';
import { type RestBridge, startRestBridge } from './rest-bridge.ts';
import { template } from './template.ts';
import { untilDone } from './until.ts';

/** What the form of a task is filled with; the keys stand for themselves at a database on this machine. */
export interface TaskForm {
  readonly operation: string;
  readonly values: Readonly<Record<string, Entry>>;
  /** The BPMN error code that a boundary event catches. The process then has the variables `caught`, this code, and `error`. */
  readonly catches?: string;
}

const keys = {
  'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
};

export interface TestWorker extends WorkerProcess {
  /**
   * The jobs of a process instance as it has logged them, in order. It writes its log a little later than it tells the engine:
   * this waits until `count` are there.
   */
  jobsOf(processInstanceKey: string, count: number): Promise<EndedJob[]>;
}

/** A machine’s own certificates, read at each start, and a small room for young objects cost a fifth of a start. */
const isAllOurs = process.env.E2E_GATEWAY_ADDRESS === undefined && process.env.DYNAMODB_ENDPOINT === undefined;
const quickStart = {
  environment: isAllOurs ? { NODE_EXTRA_CA_CERTS: '' } : {},
  nodeOptions: ['--min-semi-space-size=16'],
};

/** The built worker in a process of its own; it ends with the test. */
export async function startTestWorker(
  engine: { readonly gateway: GatewayAccess },
  endpoint: string,
  settings: NodeJS.ProcessEnv = {},
): Promise<TestWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'worker-'));
  const logFile = join(folder, 'worker.log');
  const { access, bridge } = await accessOf(engine.gateway);
  const worker = await startWorkerProcess(
    {
      ...quickStart.environment,
      ...access,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'eu-central-1',
      SECRET_AWS_ACCESS_KEY: 'testAccessKey',
      SECRET_AWS_SECRET_KEY: 'test-secret-key',
      DYNAMODB_WORKER_LOG_LEVEL: 'debug',
      ...settings,
    },
    logFile,
    'built',
    quickStart.nodeOptions,
  );
  void worker.exited.then(() => bridge?.stop());
  const newlyEnded = followWorkerLog(logFile);
  const ended: EndedJob[] = [];
  return {
    ...worker,
    stop: () => worker.stop().then(() => rm(folder, { recursive: true, force: true })),
    jobsOf: (processInstanceKey, count) =>
      untilDone(async () => {
        ended.push(...(await newlyEnded()));
        const jobs = ended.filter((job) => job.processInstanceKey === processInstanceKey);
        if (jobs.length < count) throw new Error(`Expected ${count} jobs, got ${JSON.stringify(jobs)}`);
        return jobs;
      }),
  };
}

/** How the worker reaches a gateway: with E2E_TRANSPORT=rest by REST, over a bridge. */
async function accessOf(
  gateway: GatewayAccess,
): Promise<{ readonly access: NodeJS.ProcessEnv; readonly bridge?: RestBridge }> {
  if (process.env.E2E_TRANSPORT !== 'rest') return { access: { ...gateway } };
  const bridge = await startRestBridge(gateway);
  return { access: { CAMUNDA_AUTH_STRATEGY: 'NONE', ZEEBE_REST_ADDRESS: bridge.address }, bridge };
}

/** A modeler at work: each process has one task, made from the template by the Modeler's own code. */
export function modelerOf(engine: TestEngine): {
  readonly zeebe: ZeebeClient;
  /** Deploys the process and starts it once; gives the key of the instance. */
  start(form: TaskForm, variables?: Record<string, unknown>): Promise<string>;
  /** Deploys the process and runs it to its end. */
  run(form: TaskForm, variables?: Record<string, unknown>): Promise<EndedProcess>;
} {
  const zeebe = tellingWhy(connectZeebe(engine.gateway), engine);
  onTestFinished(() => zeebe.close());
  const deploy = async (form: TaskForm) => {
    const id = `process-${randomUUID()}`;
    await zeebe.deploy(`${id}.bpmn`, await taskDiagram(id, form));
    return id;
  };
  return {
    zeebe,
    start: async (form, variables = {}) => zeebe.start(await deploy(form), variables),
    run: async (form, variables = {}) => zeebe.run(await deploy(form), variables),
  };
}

/** A client that tells of an engine's incidents, where they can be read, when a process does not end. */
function tellingWhy(zeebe: ZeebeClient, engine: TestEngine): ZeebeClient {
  return {
    ...zeebe,
    async run(...process) {
      try {
        return await zeebe.run(...process);
      } catch (error) {
        if (!(error instanceof NotEndedError && startsEngines)) throw error;
        const incidents = await engine.records({ type: 'INCIDENT' });
        const said = incidents.map(
          ({ value }) => `${value.processInstanceKey} ${value.elementId}: ${value.errorMessage}`,
        );
        throw new NotEndedError([error.message, 'Incidents of the engine:', ...said].join('\n'));
      }
    },
  };
}

/** The id of processes until they get their own. */
const PROCESS = 'a-process';

/** The process that `run` deploys. */
export async function taskDiagram(id: string, { operation, values, catches }: TaskForm): Promise<string> {
  const process = catches === undefined ? oneTaskProcess(PROCESS) : catchingProcess(PROCESS, catches);
  const diagram = await openTasks(process, template, { task: operation });
  const xml = await diagram.fill('task', template, { ...keys, ...values }).xml();
  return xml.replaceAll(`"${PROCESS}"`, `"${id}"`);
}

function catchingProcess(id: string, code: string): string {
  return drawProcess({
    id,
    nodes: [
      { id: 'start', type: 'startEvent', at: [180, 120] },
      { id: 'task', type: 'serviceTask', at: [310, 120], name: 'Ask DynamoDB' },
      { id: 'end', type: 'endEvent', at: [440, 120] },
      {
        id: 'caught',
        type: 'boundaryEvent',
        at: [330, 160],
        name: 'Caught',
        catches: { task: 'task', code },
        extensionElements: mappings({ outputs: { caught: `="${code}"`, error: '=error' } }),
      },
      { id: 'handled', type: 'endEvent', at: [440, 240], name: 'Handled' },
    ],
    flows: [
      ['start', 'task'],
      ['task', 'end'],
      ['caught', 'handled'],
    ],
  });
}

/** What has become of a process instance so far. */
export interface History {
  /** The end event that was reached; undefined while none was. */
  readonly end: string | undefined;
  /** The variables of the process, each as JSON text. */
  readonly variables: Readonly<Record<string, string>>;
  readonly incidents: readonly {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly jobKey: string;
    readonly key: string;
  }[];
  /** The events of its jobs in order: CREATED, COMPLETED, FAILED, ERROR_THROWN, … */
  readonly jobs: readonly {
    readonly intent: string;
    readonly key: number;
    /** The task that it is of. */
    readonly elementId: string;
    readonly retries: number;
    readonly variables: Record<string, unknown>;
    readonly errorCode: string;
    readonly errorMessage: string;
  }[];
}

/** Reads what an engine has written down of a process instance. */
export async function historyOf(engine: TestEngine, processInstanceKey: string): Promise<History> {
  const records = await engine.records({ processInstanceKey });
  const of = (type: string) => records.filter(({ valueType }) => valueType === type);
  const end = of('PROCESS_INSTANCE').find(
    ({ intent, value }) => intent === 'ELEMENT_COMPLETED' && value.bpmnElementType === 'END_EVENT',
  );
  return {
    end: end && String(end.value.elementId),
    variables: Object.fromEntries(
      of('VARIABLE')
        .filter(({ value }) => String(value.scopeKey) === processInstanceKey)
        .map(({ value }) => [String(value.name), String(value.value)]),
    ),
    incidents: of('INCIDENT')
      .filter(({ intent }) => intent === 'CREATED')
      .map(
        ({ key, value }) =>
          ({ ...value, key: String(key), jobKey: String(value.jobKey) }) as History['incidents'][number],
      ),
    jobs: of('JOB').map(({ intent, key, value }) => ({ ...value, intent, key }) as History['jobs'][number]),
  };
}

/** Waits until a process instance has ended, or stands at an incident. */
export function settled(engine: TestEngine, processInstanceKey: string): Promise<History> {
  return waitForHistory(engine, processInstanceKey, ({ end, incidents }) => end !== undefined || incidents.length > 0);
}

/** Waits until what an engine has written down of a process instance is as wanted. */
export function waitForHistory(
  engine: TestEngine,
  processInstanceKey: string,
  wanted: (history: History) => boolean,
): Promise<History> {
  return untilDone(async () => {
    const history = await historyOf(engine, processInstanceKey);
    if (!wanted(history)) throw new Error(`Not as expected: ${JSON.stringify(history)}`);
    return history;
  }, 60_000);
}

import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Copy, DockerfileParser, type From, type Instruction, type PropertyInstruction } from 'dockerfile-ast';
import { runCommand } from './command.ts';
import { ignoredBy } from './dockerignore.ts';

/** What an image would have, made without Docker. */
export interface ImageFolder {
  /** What the image has in its WORKDIR. */
  readonly folder: string;
  /** The image's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  /** Like `1000:1000`. */
  readonly user: string;
}

/** A stage while it is made. */
interface Stage {
  readonly name: string | null;
  /** Holds the stage's files by their absolute paths in the image. */
  readonly root: string;
  workdir: string;
  readonly environment: Record<string, string>;
  readonly args: Record<string, string>;
  entrypoint: readonly string[];
  healthcheck: readonly string[];
  user: string;
}

/**
 * Takes the steps of a Dockerfile one by one on this machine: each RUN is run by `sh` in an otherwise empty folder, with no variables
 * but those that the Dockerfile and `variables` set, and each COPY copies what .dockerignore leaves. There is no base image: what a
 * command needs is what this machine has.
 * @param context the folder with the Dockerfile
 * @param work an empty folder for the stages
 * @param variables like PATH, which says which Node is used
 * @throws Error with the line for an instruction that is not understood, a source that is not there, and a command that fails
 */
export async function makeImageFolder(
  context: string,
  work: string,
  variables: NodeJS.ProcessEnv,
): Promise<ImageFolder> {
  const dockerfile = DockerfileParser.parse(await readFile(join(context, 'Dockerfile'), 'utf8'));
  const stages: Stage[] = [];
  const ignored = ignoredBy(await readFile(join(context, '.dockerignore'), 'utf8'));
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      stages.push(await newStage(work, stages.length, (instruction as From).getBuildStage()));
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw notUnderstood(instruction);
    if (instruction.getKeyword() === 'RUN') await run(instruction, stage, variables);
    else if (instruction.getKeyword() === 'COPY') await copy(instruction as Copy, { stage, stages, context, ignored });
    else declare(instruction, stage);
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error('The Dockerfile has no FROM');
  const { workdir, environment, entrypoint, healthcheck, user } = last;
  return { folder: join(last.root, workdir), environment, entrypoint, healthcheck, user };
}

async function newStage(work: string, index: number, name: string | null): Promise<Stage> {
  const root = join(work, `stage-${index}`);
  await mkdir(root, { recursive: true });
  return { name, root, workdir: '/', environment: {}, args: {}, entrypoint: [], healthcheck: [], user: 'root' };
}

/** Takes in an instruction that changes no file. */
function declare(instruction: Instruction, stage: Stage): void {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.workdir = words[0] ?? '/';
      return;
    case 'ENV':
      Object.assign(stage.environment, properties(instruction as PropertyInstruction));
      return;
    case 'ARG':
      Object.assign(stage.args, properties(instruction as PropertyInstruction));
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = commandOf(instruction);
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = commandOf(instruction);
      return;
    case 'USER':
      stage.user = words[0] ?? '';
      return;
    case 'LABEL':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return;
    default:
      throw notUnderstood(instruction);
  }
}

function properties(instruction: PropertyInstruction): Record<string, string> {
  return Object.fromEntries(instruction.getProperties().map((one) => [one.getName(), one.getValue() ?? '']));
}

/** The command of an instruction, which is in the exec form, like `CMD ["node", "x.js"]`. */
function commandOf(instruction: Instruction): string[] {
  return JSON.parse((instruction.getArgumentsContent() ?? '').replace(/^[^[]*/, ''));
}

async function run(instruction: Instruction, stage: Stage, variables: NodeJS.ProcessEnv): Promise<void> {
  const folder = join(stage.root, stage.workdir);
  await mkdir(folder, { recursive: true });
  const environment = { ...variables, ...stage.environment, ...stage.args };
  await runCommand('/bin/sh', ['-c', instruction.getArgumentsContent() ?? ''], { cwd: folder, environment });
}

interface CopyFrom {
  readonly stage: Stage;
  readonly stages: readonly Stage[];
  readonly context: string;
  readonly ignored: (file: string) => boolean;
}

async function copy(instruction: Copy, { stage, stages, context, ignored }: CopyFrom): Promise<void> {
  const flag = instruction.getFlags().find((one) => one.getName() === 'from');
  const other = flag === undefined ? undefined : stages.find(({ name }) => name === flag.getValue());
  if (flag !== undefined && other === undefined) throw notUnderstood(instruction);
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const target = words.at(-1) ?? '';
  const into = join(stage.root, target.startsWith('/') ? target : join(stage.workdir, target));
  for (const source of words.slice(0, -1)) {
    const from = join(other?.root ?? context, source);
    // A folder's content is copied, not the folder.
    const isFolder = await readdir(from).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTDIR') return false;
        throw new Error(`${at(instruction)} copies ${source}, which is not there`, { cause: error });
      },
    );
    const to = isFolder || !/(?:^|\/)\.?$/.test(target) ? into : join(into, basename(source));
    if (other === undefined && !isFolder && ignored(source))
      throw new Error(`${at(instruction)} copies ${source}, which .dockerignore leaves out`);
    await mkdir(isFolder ? to : dirname(to), { recursive: true });
    // Of all packages that is a tenth of the work that Node's own copy is.
    if (other !== undefined) await runCommand('cp', ['-pR', isFolder ? `${from}/.` : from, to]);
    else {
      const filter = (file: string) => !ignored(file.slice(context.length).replace(/^\//, ''));
      await cp(from, to, { recursive: true, verbatimSymlinks: true, filter });
    }
    if (isFolder && (await readdir(to)).length === 0)
      throw new Error(`${at(instruction)} copies ${source}, of which .dockerignore leaves nothing`);
  }
}

const at = (instruction: Instruction) =>
  `Line ${instruction.getRange().start.line + 1} of the Dockerfile (${instruction.getKeyword()})`;

function notUnderstood(instruction: Instruction): Error {
  return new Error(`${at(instruction)} is not understood`);
}

/** Removes what a stage has made, also where nothing may be written. */
export async function removeFolder(folder: string): Promise<void> {
  await runCommand('chmod', ['-R', 'u+w', folder]);
  await rm(folder, { recursive: true, force: true });
}

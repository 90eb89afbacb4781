import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Question = { id: number; name: string; args: never[] };
type Answer = { id: number; value: unknown } | { id: number; error: string };

/** What a child process can be asked: functions by name, whose arguments and results can be cloned. */
export type Answers = Record<string, (...args: never[]) => unknown>;

export type Child<Offered extends Answers> = ReturnType<typeof forkModule<Offered>>;

/** Runs a TypeScript module that calls `answerParent` in a process of its own, which ends with this one. */
export function forkModule<Offered extends Answers>(file: URL, env: NodeJS.ProcessEnv = {}) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const options = { execArgv: ['--import', tsx], env: { ...process.env, ...env } };
  const child = fork(fileURLToPath(file), { ...options, serialization: 'advanced' });
  const open = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  let lastId = 0;

  child.on('message', (answer: Answer) => {
    const question = open.get(answer.id);
    open.delete(answer.id);
    if ('error' in answer) question?.reject(new Error(answer.error));
    else question?.resolve(answer.value);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`The child process has ended (${signal ?? code})`));
    open.clear();
  });

  function ask<Name extends keyof Offered & string>(name: Name, ...args: Parameters<Offered[Name]>) {
    return new Promise<Awaited<ReturnType<Offered[Name]>>>((resolve, reject) => {
      const id = ++lastId;
      open.set(id, { resolve: (value) => resolve(value as Awaited<ReturnType<Offered[Name]>>), reject });
      child.send({ id, name, args }, (error) => error && reject(error));
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  return { pid: child.pid, ask, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** In a forked module: answers the parent's questions, and ends the process when the parent is gone. */
export function answerParent(answers: Answers): void {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, name, args }: Question) => {
    const reply = (answer: Answer) => process.send?.(answer);
    try {
      reply({ id, value: await answers[name]?.(...args) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

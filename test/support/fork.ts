import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compiled, compiledWithPackages } from '../../examples/local/compiled.ts';

/** What a parent asks, and what its child answers. */
export type Question = { id: number; name: string; args: never[] };
export type Answer = { id: number; value: unknown } | { id: number; error: string };

/** What a child process can be asked: functions by name, whose arguments and results can be cloned. */
export type Answers = Record<string, (...args: never[]) => unknown>;

export type Child<Offered extends Answers> = Awaited<ReturnType<typeof forkModule<Offered>>>;

/** Runs a TypeScript module that calls `answerParent` in a process of its own, which ends with this one. */
export async function forkModule<Offered extends Answers>(
  file: URL,
  env: NodeJS.ProcessEnv = {},
  compile: (module: URL) => Promise<string> = compiled,
) {
  const child = fork(await compile(file), [], {
    execArgv: [],
    env: { ...process.env, ...env },
    serialization: 'advanced',
  });
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

/** The same for a module whose process shall start soon: its packages are in one file with it. Benches load packages as users do. */
export const forkWithPackages = <Offered extends Answers>(file: URL, env: NodeJS.ProcessEnv = {}) =>
  forkModule<Offered>(file, env, compiledWithPackages);

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cached } from '../../../examples/local/cache.ts';
import { findJdk, type Java, javaCommand } from '../../../examples/local/java.ts';
import { runMaven } from '../../../examples/local/maven.ts';

/** The release of Camunda's engine that the answers come from. */
export const ENGINE_VERSION = '1.21.0';

/** What time `now()` gives in Camunda's engine, as Feel.java fixes it. */
export const NOW = Date.parse('2024-06-15T12:30:45.123Z');

/** An expression, without a leading `=`, and its variables. */
export interface Question {
  readonly id: string;
  readonly expr: string;
  readonly vars?: Readonly<Record<string, unknown>>;
}

/** What the engine gives; `connector` and `zeebe` are there where those would write something else than `value`. */
export type Answer = { readonly id: string; readonly warnings: readonly unknown[] } & (
  | { readonly ok: true; readonly value: unknown; readonly connector?: unknown; readonly zeebe?: unknown }
  | { readonly ok: false; readonly phase: 'parse' | 'evaluate'; readonly error: string }
);

/** Camunda's engine in a Java process. */
export interface Engine {
  /** Asks for the answers to some questions, in their order. */
  ask(questions: readonly Question[]): Promise<Answer[]>;
  stop(): Promise<void>;
}

/** Starts Camunda's engine, and fetches it on first use. Needs a JDK of version 17 or newer, and Maven for the first use. */
export async function startEngine(): Promise<Engine> {
  const java = await findJdk(17);
  const program = fileURLToPath(new URL('./Feel.java', import.meta.url));
  const child = spawn(javaCommand(java, 'java'), ['-cp', await engineJar(java), program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    windowsHide: true,
  });
  return talkTo(child);
}

function talkTo(child: ChildProcessByStdio<Writable, Readable, null>): Engine {
  const waiting: { resolve(line: string): void; reject(reason: Error): void }[] = [];
  const exited = once(child, 'close');
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const end = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  child.on('error', end);
  child.stdin.on('error', end);
  child.on('close', (code, signal) => end(new Error(`The engine has ended (${signal ?? code})`)));

  return {
    ask(questions) {
      const answers = questions.map(() => new Promise<string>((resolve, reject) => waiting.push({ resolve, reject })));
      child.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
      return Promise.all(answers.map(async (line) => JSON.parse(await line) as Answer));
    },
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

/** The engine with everything that it needs, in one jar of the project's cache. */
async function engineJar(java: Java): Promise<string> {
  const folder = await cached(`feel-engine-${ENGINE_VERSION}`, async (directory) => {
    process.stderr.write(`Fetching Camunda's FEEL engine ${ENGINE_VERSION}\n`);
    const artifact = `org.camunda.feel:feel-engine:${ENGINE_VERSION}:jar:complete`;
    const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`];
    await runMaven(java, directory, ['org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy', ...options]);
  });
  return join(folder, `feel-engine-${ENGINE_VERSION}-complete.jar`);
}

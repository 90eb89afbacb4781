import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { DiagramError } from '../diagram/diagram-error.ts';
import { decodeFile } from '../diagram/encoding.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a command has of the process. */
export interface Surroundings {
  /** The environment. */
  readonly env: Variables;
  /** Sets variables of the environment, for the AWS SDK too. Gives the environment as it is then. */
  setVariables(variables: Readonly<Record<string, string>>): Variables;
  /** Reads standard input to its end. */
  readInput(): Promise<Uint8Array>;
  /** Writes to standard output, and ends the line. */
  print(text: string): void;
  /** Writes to standard error, and ends the line. */
  warn(text: string): void;
}

/** A command of the command line, like `feel`. */
export interface Command {
  /** How it is called and what it does, as `help` shows it. */
  readonly usage: string;
  /**
   * Does it, and gives the exit code.
   * @param args what stands behind the name of the command
   * @throws WrongUse when it is called in a wrong way, and what `parseArgs` of Node throws; ConfigError when the settings are wrong
   */
  run(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** A command is called in a wrong way. The message says what was expected, and what came. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/**
 * Refuses standard input for more than one purpose: it can be read only once.
 * @param files what stands for a file in the command line, each with how the usage calls it
 * @throws WrongUse
 */
export function refuseInputTwice(files: readonly (readonly [name: string, file: string | undefined])[]): void {
  const names = files.filter(([, file]) => file === '-').map(([name]) => name);
  if (names.length > 1)
    throw new WrongUse(`Expected one of ${names.join(' and ')} from standard input, got ${names.length}.`);
}

/**
 * Reads a file of text that the command line names, as `readBytes` does. A byte order mark, as editors of Windows write it, is no
 * part of the text.
 * @throws WrongUse when the file cannot be read, or is no text
 */
export async function readText(file: string, surroundings: Pick<Surroundings, 'readInput'>): Promise<string> {
  const bytes = await readBytes(file, surroundings);
  try {
    return decodeFile(bytes);
  } catch (error) {
    if (!(error instanceof DiagramError)) throw error;
    throw new WrongUse(`${file === '-' ? 'Standard input' : file}: ${error.message}`, { cause: error });
  }
}

/**
 * Reads a file that the command line names. `-` stands for standard input.
 * @throws WrongUse when the file cannot be read
 */
export async function readBytes(file: string, { readInput }: Pick<Surroundings, 'readInput'>): Promise<Uint8Array> {
  if (file === '-') return readInput();
  try {
    return await readFile(file);
  } catch (error) {
    throw new WrongUse(`The file ${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Gives the environment. If a file of variables is named (`NAME=value`, one a line), they are set before, and win.
 * https://nodejs.org/api/util.html#utilparseenvcontent
 * @throws WrongUse when the file cannot be read
 */
export async function environmentWith(
  file: string | undefined,
  surroundings: Omit<Surroundings, 'print' | 'warn'>,
): Promise<Variables> {
  if (file === undefined) return surroundings.env;
  return surroundings.setVariables(parseEnv(await readText(file, surroundings)) as Record<string, string>);
}

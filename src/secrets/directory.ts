import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { Failure } from '../failure/failure.ts';
import type { SecretStore } from './store.ts';

/**
 * Matches the names of files that may be secrets. They are those of the keys of a Secret of Kubernetes, which has its own files
 * beside them, with names that begin with `..`. https://kubernetes.io/docs/concepts/configuration/secret/
 */
const FILE_NAME = /^(?!\.\.)(?!\.$)[\w.-]{1,253}$/;
/** More bytes than a secret of AWS has. */
const MAX_BYTES = 64 * 1024;
const MOST_KEPT = 1_000;
/**
 * A file may change twice within one tick of the clock of its file system, and look the same. So what was read so soon after a change
 * is read again the next time.
 */
const SETTLED_MS = 2_000;

interface Kept {
  readonly value: string;
  /** Tells this version of the file from others. */
  readonly stamp: string;
}

/**
 * The secrets of a directory, with a file for each. Whoever finds a secret looks at its file, so a file that was rewritten or replaced
 * counts at once. The directory should be on the machine itself, like a volume of Kubernetes: the process waits while it looks.
 * @param setting the setting that names the directory, for messages
 */
export function directoryStore(directory: string, setting: string): SecretStore {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });

  function unreadable(name: string, why: string, cause?: unknown): Failure {
    const message = `The secret ${name} could not be read from the directory of ${setting}: ${why}`;
    return new Failure('configuration', message, { cause });
  }

  /** Gives what is known of a file, with links followed; undefined if there is none. */
  function look(name: string): Stats | undefined {
    try {
      const stats = statSync(join(directory, name), { throwIfNoEntry: false });
      // Where there is no directory, nobody can say that a secret is missing.
      if (stats === undefined) statSync(directory);
      return stats;
    } catch (error) {
      throw unreadable(name, (error as Error).message, error);
    }
  }

  /** @throws Failure (configuration) when the file cannot be read, is no text, is too large, or is outside the directory */
  function read(name: string): string {
    try {
      const bytes = readWithin(directory, join(directory, name));
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    } catch (error) {
      throw unreadable(name, reasonOf(error as Error & { code?: string }), error);
    }
  }

  return {
    name: `The directory of ${setting}`,
    placeOf: (name) => (FILE_NAME.test(name) ? `the directory of ${setting}` : undefined),
    find(name) {
      if (!FILE_NAME.test(name)) return undefined;
      const stats = look(name);
      if (stats === undefined) {
        kept.delete(name);
        return undefined;
      }
      const stamp = stampOf(stats);
      const held = kept.get(name);
      if (held?.stamp === stamp) return held.value;
      const isSettled = Date.now() - stats.ctimeMs > SETTLED_MS;
      const value = read(name);
      // While a file is rewritten, it is empty for a moment.
      if (value === '' && held !== undefined && !isSettled) return held.value;
      if (value === '') throw unreadable(name, 'its file is empty');
      kept.set(name, { value, stamp: isSettled ? stamp : '' });
      return value;
    },
    refresh: () => kept.clear(),
    async check() {
      const count = readdirSync(directory).filter((name) => FILE_NAME.test(name)).length;
      return `Secrets in the directory of ${setting}: ${count}`;
    },
    close: () => {},
  };
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** Reads a regular file of a directory. Links may lead to files of the same directory only, as those of Kubernetes do. */
function readWithin(directory: string, file: string): Buffer {
  for (let tries = 1; ; tries++) {
    const real = realpathSync(file);
    if (!real.startsWith(realpathSync(directory) + sep)) throw new Error('its file is a link out of the directory');
    try {
      return readRegular(real);
    } catch (error) {
      // Kubernetes has put another folder in the place of the one that the link led to.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries > 1) throw error;
    }
  }
}

function readRegular(file: string): Buffer {
  // Without the flag, opening a pipe that nobody writes to would never end.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('expected a regular file');
    if (stats.size > MAX_BYTES) throw new Error(`expected at most ${MAX_BYTES} bytes, got ${stats.size}`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf({ code, message }: Error & { code?: string }): string {
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'expected a text in UTF-8' : message;
}

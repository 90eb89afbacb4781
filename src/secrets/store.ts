import type { FoundSecret } from '../connection/secrets.ts';

/** A place where secrets are kept. */
export interface SecretStore {
  /** What messages and the log call it, like `AWS Secrets Manager`. */
  readonly name: string;
  /** Where a secret would be, like `the environment variable SECRET_KEY`. Undefined if none of this name can be here. */
  placeOf(name: string): string | undefined;
  /**
   * Finds a secret: its value, undefined if there is none, or who must be asked first.
   * @throws Failure (configuration) when it is there and cannot be read
   */
  find(name: string): FoundSecret;
  /** From now on, nothing that was read before counts, unless the store cannot be reached. */
  refresh(): void;
  /**
   * Tries the store once, by looking for a secret. Gives what that showed.
   * @throws Failure when the store cannot be used
   */
  check(name: string): Promise<string>;
  /** Gives up what is asked now, and closes its connections. */
  close(): void;
}

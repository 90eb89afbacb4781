/** Where a request went. */
export interface Server {
  readonly address: string;
  readonly port: number;
  readonly region: string;
}

/** A call to DynamoDB under way: one `send` of a client, with all its tries. */
export interface WrappedCall {
  /** AWS's name of the command, like `GetItem`. */
  readonly command: string;
  readonly input: object;
  /** The names of its tables. Undefined if it has some, and it is not certain which. None of them shows a secret. */
  readonly tables: readonly string[] | undefined;
  /** Where the last try went; undefined before the first. */
  readonly server: Server | undefined;
}

/** Is called for each call. Makes it by `send`, once, and gives what that gives. */
export type CallWrapper = <Answer extends { readonly output: object }>(
  call: WrappedCall,
  send: () => Promise<Answer>,
) => Promise<Answer>;

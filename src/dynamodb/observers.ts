/** A request to DynamoDB that has ended. Each try of a call is one. */
export interface EndedRequest {
  /** AWS's name of the command, like `GetItem`. */
  readonly command: string;
  /** The names of its tables. Undefined if it has some, and it is not certain which. None of them shows a secret. */
  readonly tables: readonly string[] | undefined;
  /** That of HTTP; undefined if there was no answer. */
  readonly status: number | undefined;
  /** From the try's start until its whole answer was read. */
  readonly seconds: number;
  /** Whether a try before failed. */
  readonly isRetry: boolean;
  /** Whether DynamoDB refused it because too much was asked at the same time. */
  readonly isThrottled: boolean;
}

export type RequestObserver = (request: EndedRequest) => void;

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
export type CallWrapper = <Answer extends object>(call: WrappedCall, send: () => Promise<Answer>) => Promise<Answer>;

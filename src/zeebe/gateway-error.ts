/**
 * What a failed call says of its job or its report. `gone`: the engine no longer has the job for this worker. It was ended,
 * cancelled, or handed to another worker. `refused`: the engine itself will never take the report. `tooLarge`: somebody says that
 * the report is too large. `doubtful`: this can mean too large, too. `unreachable`: the call did not get through to the engine.
 * `unsupported`: nobody there knows such a call; an ingress that is being rolled out says so, too. `unclear`: the error says none
 * of this; it may come from the engine or from something before it.
 */
export type Verdict = 'gone' | 'refused' | 'tooLarge' | 'doubtful' | 'unreachable' | 'unsupported' | 'unclear';

/** What else is known of a failed call. */
interface GatewayErrorDetails {
  readonly retryAfter?: number | undefined;
  readonly unknownMember?: string | undefined;
  readonly cause?: unknown;
}

/** A call to the gateway has failed. The message is the carrier's own, without secrets. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly verdict: Verdict;
  /** For how many milliseconds the gateway asks to be left alone. */
  readonly retryAfter: number | undefined;
  /** The member of the request that the gateway does not know, because its version is older: one that need not be sent. */
  readonly unknownMember: string | undefined;

  constructor(verdict: Verdict, message: string, { retryAfter, unknownMember, cause }: GatewayErrorDetails = {}) {
    super(message, { cause });
    this.verdict = verdict;
    this.retryAfter = retryAfter;
    this.unknownMember = unknownMember;
  }
}

/** Whether an error says that this worker no longer has the job. */
export function isGone(error: unknown): boolean {
  return error instanceof GatewayError && error.verdict === 'gone';
}

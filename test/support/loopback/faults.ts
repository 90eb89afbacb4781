import { status } from '@grpc/grpc-js';
import type { Refusal, Rpc } from './contract.ts';

/** An answer of HTTP, as something before the gateway gives it, or the gateway itself. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What goes wrong with one call. */
export type Fault =
  | { kind: 'answer'; refusal: Refusal }
  | { kind: 'http'; answer: HttpAnswer }
  | { kind: 'hang' }
  | { kind: 'lose'; how: 'reset' | Refusal }
  | { kind: 'hold'; until: Promise<void> };

export type Faults = ReturnType<typeof createFaults>['faults'];

/** Faults on demand: `faults` is for the test, `take` for the gateway, once per call. */
export function createFaults() {
  const planned = new Map<Rpc, { fault: Fault; left: number }[]>();
  const settings = { longPoll: true, maxCompletionBytes: Number.POSITIVE_INFINITY };
  const refusedAuthorizations = new Set<string>();

  function plan(rpc: Rpc, fault: Fault, times: number) {
    const entry = { fault, left: times };
    planned.set(rpc, [...(planned.get(rpc) ?? []), entry]);
    return entry;
  }

  const faults = {
    /** Answers the next calls with a status; they are not carried out. */
    answer(rpc: Rpc, code: status, times = 1, details = `${status[code]} on demand`): void {
      plan(rpc, { kind: 'answer', refusal: { code, details } }, times);
    },
    /** Answers the next calls by REST with just this; they are not carried out. */
    answerHttp(rpc: Rpc, answer: HttpAnswer, times = 1): void {
      plan(rpc, { kind: 'http', answer }, times);
    },
    /** Never answers the next calls, and does not carry them out. */
    hang(rpc: Rpc, times = 1): void {
      plan(rpc, { kind: 'hang' }, times);
    },
    /** Carries the next calls out and then cuts the connection, or answers with another status, instead of telling. */
    loseAnswer(rpc: Rpc, how: 'reset' | status = 'reset', times = 1): void {
      const loss = how === 'reset' ? how : { code: how, details: 'answer lost on demand' };
      plan(rpc, { kind: 'lose', how: loss }, times);
    },
    /** Keeps calls waiting, not carried out, until `release` is called. */
    hold(rpc: Rpc, times = Number.POSITIVE_INFINITY): { release(): void } {
      const { promise, resolve } = signal();
      const entry = plan(rpc, { kind: 'hold', until: promise }, times);
      const release = () => {
        entry.left = 0;
        resolve();
      };
      return { release };
    },
    /** With `false` every poll that finds no job is answered empty at once. */
    set longPoll(on: boolean) {
      settings.longPoll = on;
    },
    /** Refuses completions with more bytes of variables, for ever: with RESOURCE_EXHAUSTED, or with 413 as a proxy does. */
    refuseLargerThan(bytes: number): void {
      settings.maxCompletionBytes = bytes;
    },
    /** Refuses calls with this authorization with UNAUTHENTICATED, for ever. */
    refuseAuthorization(authorization: string): void {
      refusedAuthorizations.add(authorization);
    },
    /** Ends all faults; calls that hang go on hanging. */
    clear(): void {
      planned.clear();
      refusedAuthorizations.clear();
      settings.longPoll = true;
      settings.maxCompletionBytes = Number.POSITIVE_INFINITY;
    },
  };

  /** @param authorization what the call proves itself with */
  function take(rpc: Rpc, authorization: string | undefined): Fault | undefined {
    if (authorization !== undefined && refusedAuthorizations.has(authorization)) {
      return { kind: 'answer', refusal: { code: status.UNAUTHENTICATED, details: 'authorization refused on demand' } };
    }
    const entry = planned.get(rpc)?.find(({ left }) => left > 0);
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }

  function tooLarge(variables: string): Refusal | undefined {
    if (variables.length * 3 <= settings.maxCompletionBytes) return undefined;
    const bytes = Buffer.byteLength(variables);
    if (bytes <= settings.maxCompletionBytes) return undefined;
    const details = `gRPC message exceeds maximum size ${settings.maxCompletionBytes}: ${bytes}`;
    const rest = { status: 413, title: 'Request Entity Too Large', type: 'text/html' } as const;
    return { code: status.RESOURCE_EXHAUSTED, details, rest };
  }

  return { faults, take, tooLarge, longPoll: () => settings.longPoll };
}

function signal() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

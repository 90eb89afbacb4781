/** How much may be held at once, and the errors for those who cannot have it. */
interface BudgetSettings {
  /** How many bytes all holdings may have together. */
  readonly total: number;
  /** How many answers may be received at once. */
  readonly answers: number;
  /** About how many bytes are held for one answer that has come. */
  readonly answer: number;
  /** The error for a holding that alone would be larger than the total. */
  readonly tooLarge: (total: number) => Error;
  /** The error for the youngest holding when all that hold something wait for more. */
  readonly full: (total: number) => Error;
}

/** Bytes that many holdings share. */
export interface ByteBudget {
  /** Opens a holding with nothing in it. It must be closed. */
  open(): Holding;
  /** The bytes that are held now. */
  readonly held: number;
  /** How many bytes all holdings may have together. */
  readonly total: number;
}

/** The bytes that one of those who share them holds. */
export interface Holding {
  /**
   * Waits until this many more bytes are free, and holds them.
   * @throws the errors of the budget; the reason of `signal`
   */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** Holds this many bytes more at once, whatever is free: they are there already. Others wait for them. */
  hold(bytes: number): void;
  /** Gives this many bytes back. */
  give(bytes: number): void;
  /**
   * Does work that takes several turns of the event loop and gives bytes back at its end. Until then nobody is told that the
   * budget is full.
   * @throws what the work throws
   */
  during<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Waits for the turn to receive an answer. A holding with nothing in it gets no turn while one that has bytes waits for more.
   * @throws what `take` throws
   */
  receive(signal: AbortSignal): Promise<Turn>;
  /** Gives all back. */
  close(): void;
}

/** The turn to receive an answer. It must be ended. */
export interface Turn {
  /** Takes bytes for the answer, as `Holding.take`. */
  take(bytes: number): Promise<void>;
  /** Ends the turn, if it has not ended yet. */
  end(): void;
}

interface Member {
  bytes: number;
  /** How many turns to receive an answer it has. */
  turns: number;
  /** How many of its calls wait. */
  waits: number;
  /** How many of its parts are about to give bytes back. */
  works: number;
}

interface Waiting {
  readonly member: Member;
  /** Takes what is waited for, if it is there. Gives whether it was. */
  readonly taken: () => boolean;
  readonly end: (error?: unknown) => void;
}

/**
 * Shares bytes out. Holdings with bytes come before those that begin. If all holdings with bytes wait, none of them will ever
 * give anything back: then the youngest gets the error `full`, or `tooLarge` if it is the only one.
 */
export function byteBudget({ total, answers, answer, tooLarge, full }: BudgetSettings): ByteBudget {
  /** The oldest first. */
  const members = new Set<Member>();
  const queue = new Set<Waiting>();
  let held = 0;
  let receiving = 0;
  /** How many turns do not wait for bytes. Their answers will come, and change what is held. */
  let underWay = 0;
  let isAboutToLook = false;

  function hold(member: Member, bytes: number): void {
    if (!members.has(member)) return;
    member.bytes += bytes;
    held += bytes;
  }

  function serve(): void {
    for (const holds of [true, false])
      for (const waiting of queue) if (waiting.member.bytes > 0 === holds && waiting.taken()) waiting.end();
    // What was read is given back within one turn of the event loop, or at the end of `during`. Only then is it clear who
    // holds what.
    if (queue.size > 0) lookSoon();
  }

  function lookSoon(): void {
    if (!isAboutToLook) setImmediate(look);
    isAboutToLook = true;
  }

  function look(): void {
    isAboutToLook = false;
    const holders = [...members].filter(({ bytes, turns }) => bytes > 0 || turns > 0);
    const youngest = holders.at(-1);
    if (youngest === undefined || underWay > 0 || holders.some(({ waits, works }) => waits === 0 || works > 0)) return;
    const error = holders.length === 1 ? tooLarge(total) : full(total);
    for (const { member, end } of queue) if (member === youngest) end(error);
  }

  async function wait(member: Member, signal: AbortSignal, taken: () => boolean): Promise<void> {
    signal.throwIfAborted();
    if (taken()) return;
    await new Promise<void>((resolve, reject) => {
      const abort = () => waiting.end(signal.reason);
      const waiting: Waiting = {
        member,
        taken,
        end(error) {
          signal.removeEventListener('abort', abort);
          queue.delete(waiting);
          member.waits--;
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      member.waits++;
      queue.add(waiting);
      lookSoon();
    });
  }

  return {
    total,
    get held() {
      return held;
    },
    open() {
      const member: Member = { bytes: 0, turns: 0, waits: 0, works: 0 };
      members.add(member);
      /** Whether this holding has nothing while one that has bytes waits. The one with bytes goes first. */
      const othersWait = () => member.bytes === 0 && [...queue].some((other) => other.member.bytes > 0);
      async function take(bytes: number, signal: AbortSignal): Promise<void> {
        if (bytes > total) throw tooLarge(total);
        await wait(member, signal, () => {
          if (held + bytes > total || (member.turns === 0 && othersWait())) return false;
          hold(member, bytes);
          return true;
        });
      }
      return {
        take,
        hold(bytes) {
          if (members.has(member)) hold(member, bytes);
        },
        give(bytes) {
          hold(member, -bytes);
          serve();
        },
        async during(work) {
          member.works++;
          try {
            return await work();
          } finally {
            member.works--;
            if (queue.size > 0) lookSoon();
          }
        },
        async receive(signal) {
          await wait(member, signal, () => {
            const isExpectedToFit = receiving === 0 || held + (receiving + 1) * answer <= total;
            if (receiving >= answers || (member.bytes === 0 && (othersWait() || !isExpectedToFit))) return false;
            receiving++;
            return true;
          });
          member.turns++;
          underWay++;
          let isOver = false;
          return {
            async take(bytes) {
              underWay--;
              try {
                await take(bytes, signal);
              } finally {
                underWay++;
              }
            },
            end() {
              if (isOver) return;
              isOver = true;
              member.turns--;
              underWay--;
              receiving--;
              serve();
            },
          };
        },
        close() {
          if (!members.delete(member)) return;
          held -= member.bytes;
          serve();
        },
      };
    },
  };
}

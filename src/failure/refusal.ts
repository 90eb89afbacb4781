import { Failure } from './failure.ts';
import { formatPlace } from './faults.ts';

/** The place of a request that is checked before AWS is asked: its table, and where it is in the job's variables. */
export interface RequestPlace {
  readonly tableName: string;
  readonly path: readonly PropertyKey[];
}

/** Something that AWS would refuse: where it is, and what AWS would say. */
export interface Refusal {
  readonly path: readonly PropertyKey[];
  readonly said: string;
}

/** The failure (execution) of a request that AWS would refuse. It has AWS's type, `ValidationException`. */
export class RefusedRequest extends Failure {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super('execution', told(refusals), { type: 'ValidationException' });
    this.refusals = refusals;
  }

  /** Gives the same failure with the label of each field in its message. */
  withLabels(labelOf: (name: PropertyKey | undefined) => string | undefined): Failure {
    return this.retell({ message: told(this.refusals, labelOf) });
  }
}

/**
 * Refuses a request if there are refusals.
 * @throws RefusedRequest with all of them in its message
 */
export function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new RefusedRequest(refusals);
}

function told(
  refusals: readonly Refusal[],
  labelOf: (name: PropertyKey | undefined) => string | undefined = () => undefined,
): string {
  return refusals.map(({ path, said }) => `${formatPlace(path, labelOf(path[1]))}: ${said}.`).join(' ');
}

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

/** Gives what the form calls a field. */
type LabelOf = (name: PropertyKey | undefined) => string | undefined;

/** The failure (execution) of a request that AWS would refuse. It has AWS's type, `ValidationException`. */
export class RefusedRequest extends Failure {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[], labelOf?: LabelOf) {
    super('execution', told(refusals, labelOf), { type: 'ValidationException' });
    this.refusals = refusals;
  }

  /** Gives the same failure with the label of each field in its message. */
  withLabels(labelOf: LabelOf): RefusedRequest {
    return new RefusedRequest(this.refusals, labelOf);
  }
}

/**
 * Refuses a request if there are refusals.
 * @throws RefusedRequest with all of them in its message
 */
export function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new RefusedRequest(refusals);
}

function told(refusals: readonly Refusal[], labelOf: LabelOf = () => undefined): string {
  return refusals.map(({ path, said }) => `${formatPlace(path, labelOf(path[1]))}: ${said}.`).join(' ');
}

import { Failure } from './failure.ts';
import { formatPlace } from './faults.ts';

/** What is checked before AWS is asked: the table that it is for, and where it is in the job's variables. */
export interface RequestPlace {
  readonly tableName: string;
  readonly path: readonly PropertyKey[];
}

/** Something that AWS would refuse: where it is, and what AWS would say. */
export interface Refusal {
  readonly path: readonly PropertyKey[];
  readonly said: string;
}

/** The failure (execution) of a request that AWS would refuse, named as AWS would. */
export class RefusedRequest extends Failure {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super('execution', told(refusals), { type: 'ValidationException' });
    this.refusals = refusals;
  }

  /** The same failure, told with the label of each field. */
  withLabels(labelOf: (name: PropertyKey | undefined) => string | undefined): Failure {
    return this.retell({ message: told(this.refusals, labelOf) });
  }
}

/** @throws RefusedRequest when there is any refusal; its message has all of them */
export function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new RefusedRequest(refusals);
}

function told(
  refusals: readonly Refusal[],
  labelOf: (name: PropertyKey | undefined) => string | undefined = () => undefined,
): string {
  return refusals.map(({ path, said }) => `${formatPlace(path, labelOf(path[1]))}: ${said}.`).join(' ');
}

import { Failure } from '../failure/failure.ts';
import { formatPath } from '../failure/faults.ts';

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

/** @throws Failure (execution), named as AWS would, when there is any refusal; its message has all of them */
export function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  const message = refusals.map(({ path, said }) => `${formatPath(path)}: ${said}.`).join(' ');
  throw new Failure('execution', message, { type: 'ValidationException' });
}

import { Failure } from '../failure/failure.ts';
import { formatPath } from '../failure/faults.ts';

/** What is checked before AWS is asked: the table that it is for, and where it is in the job's variables. */
export interface RequestPlace {
  readonly tableName: string;
  readonly path: readonly PropertyKey[];
}

/** Something that AWS would have refused: where, and what AWS would have said. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly said: string;
}

/** @throws Failure, as AWS would have named it, when there is any problem; its message names all */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const message = problems.map(({ path, said }) => `${formatPath(path)}: ${said}.`).join(' ');
  throw new Failure('execution', message, { type: 'ValidationException' });
}

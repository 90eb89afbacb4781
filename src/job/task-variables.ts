/**
 * The variables that each task has as its own. What a job gives back under such a name is written into the task, and is lost when
 * the task ends.
 */
export const taskVariables: readonly string[] = ['authentication', 'awsCredential', 'configuration', 'input'];

/** Whether a name of a process variable is one of the task's own. Blanks around it do not count. */
export function isTaskVariable(name: string): boolean {
  return taskVariables.includes(name.trim());
}

/** What a message says that the name of a process variable must be. */
export const A_PROCESS_VARIABLE = `a process variable other than ${taskVariables.join(', ')}, which are the task's own and end with it`;

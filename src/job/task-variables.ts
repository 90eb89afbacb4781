/**
 * The variables that each task has as its own. What a job gives back under such a name is written into the task, and is gone when
 * the task ends.
 */
export const taskVariables: readonly string[] = ['authentication', 'configuration', 'input'];

/** Whether a name of a process variable is that of one of the task's own, whatever the blanks around it. */
export function isTaskVariable(name: string): boolean {
  return taskVariables.includes(name.trim());
}

/** What a message says is expected of the name of a process variable. */
export const A_PROCESS_VARIABLE = `a process variable other than ${taskVariables.join(', ')}, which are the task's own and end with it`;

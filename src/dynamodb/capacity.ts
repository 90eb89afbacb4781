import { type AnyCommand, dataCommands, nameOf } from './commands.ts';

/**
 * Makes a command, before it is sent, ask for the capacity that it consumes, if it can and does not ask yet.
 * @returns whether it asks now, and did not before
 */
export function askForCapacity(command: AnyCommand): boolean {
  const input = command.input as { ReturnConsumedCapacity?: string | undefined };
  const { ReturnConsumedCapacity: asked = 'NONE' } = input;
  if (asked !== 'NONE' || !dataCommands.has(nameOf(command))) return false;
  input.ReturnConsumedCapacity = 'TOTAL';
  return true;
}

/** Takes back that a command has asked, and what it was told: the job did not ask. */
export function forgetCapacity(command: AnyCommand, answer?: object): void {
  (command.input as { ReturnConsumedCapacity?: string | undefined }).ReturnConsumedCapacity = undefined;
  if (answer !== undefined) Object.assign(answer, { ConsumedCapacity: undefined });
}

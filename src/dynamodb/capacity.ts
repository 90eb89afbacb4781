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

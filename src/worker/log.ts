import { type DestinationStream, type Logger, pino } from 'pino';
import { maskOf } from '../connection/mask.ts';

export type { Logger } from 'pino';

/** Members that the log never writes, in case a line has them by mistake. */
const SECRET_MEMBERS = ['authentication', 'accessKey', 'secretKey', 'sessionToken', 'authorization'];

/**
 * Opens the worker's log. It writes a line of JSON for each event.
 * @param level one of pino's levels, like `info`
 * @param human writes lines for a human reader instead, to standard output
 * @param secrets texts that no line may show
 * @param destination standard output if it is left out
 */
export async function openLog(
  level: string,
  human: boolean,
  secrets: readonly string[],
  destination?: DestinationStream,
): Promise<Logger> {
  const redact = { paths: SECRET_MEMBERS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' };
  const mask = maskOf(secrets);
  const hooks = { streamWrite: (line: string) => mask(line) };
  const formatters = { level: (name: string) => ({ level: name }) };
  const options = { level, redact, hooks, formatters, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!human) return destination === undefined ? pino(options) : pino(options, destination);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ colorize: true, sync: true, translateTime: 'SYS:HH:MM:ss.l' }));
}

import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Members that are never written, wherever a careless line might have them. */
const SECRET_MEMBERS = ['authentication', 'accessKey', 'secretKey', 'sessionToken', 'authorization'];

/**
 * The worker's log: a line of JSON for each event, or a human form on a terminal.
 * @param destination standard output without it
 */
export async function openLog(level: string, human: boolean, destination?: DestinationStream): Promise<Logger> {
  const redact = { paths: SECRET_MEMBERS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' };
  const options = { level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!human) return destination === undefined ? pino(options) : pino(options, destination);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ colorize: true, sync: true, translateTime: 'SYS:HH:MM:ss.l' }));
}

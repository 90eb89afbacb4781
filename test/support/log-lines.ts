import { Writable } from 'node:stream';
import { pino } from 'pino';

/** A line of a worker's log. */
export type LogLine = Record<string, unknown> & { msg: string };

/** A log in memory, and the lines that have been written to it. */
export function keptLog(level: string): { readonly log: pino.Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as LogLine);
      done();
    },
  });
  return { log: pino({ level }, destination), lines };
}

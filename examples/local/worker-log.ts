import { open } from 'node:fs/promises';

/** How one job ended, as the worker has logged it. */
export interface EndedJob {
  readonly elementId: string;
  readonly processInstanceKey: string;
  readonly outcome: 'completed' | 'failed' | 'error';
  /** What went wrong; undefined when nothing did. */
  readonly message: string | undefined;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

/** The jobs in the log file of a worker whose log level is `debug`; each call gives those since the one before. */
export function followWorkerLog(logFile: string): () => Promise<EndedJob[]> {
  let position = 0;
  let rest = Buffer.alloc(0);
  return async () => {
    const file = await open(logFile);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(size - position), 0, size - position, position);
      position = size;
      const text = Buffer.concat([rest, buffer]);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.subarray(end);
      return text.subarray(0, end).toString().split('\n').flatMap(endedJob);
    } finally {
      await file.close();
    }
  };
}

function endedJob(line: string): EndedJob[] {
  // Node's warnings stand between the worker's lines.
  if (!line.startsWith('{')) return [];
  const { elementId, processInstanceKey, outcome, message, time } = JSON.parse(line) as Record<string, string>;
  if (elementId === undefined || processInstanceKey === undefined || outcome === undefined) return [];
  return [
    { elementId, processInstanceKey, outcome: outcome as EndedJob['outcome'], message, time: Date.parse(String(time)) },
  ];
}

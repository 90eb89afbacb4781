/** One event of the engine's log, such as an incident that was created. */
export interface ZeebeRecord {
  position: number;
  key: number;
  valueType: string;
  intent: string;
  timestamp: number;
  value: { [name: string]: unknown };
}

/** Which events; all without it. */
export interface RecordQuery {
  /** INCIDENT, VARIABLE, JOB, … */
  readonly type?: string;
  readonly processInstanceKey?: string;
  /** The position in the log after which they begin. */
  readonly after?: number;
}

/** Reads the events of an engine's log, in order. */
export async function readRecords(controlAddress: string, query: RecordQuery = {}): Promise<ZeebeRecord[]> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  const response = await fetch(`${controlAddress}/records?${parameters}`);
  if (!response.ok) throw new Error(`Reading the engine's records: HTTP ${response.status}`);
  return (await response.json()) as ZeebeRecord[];
}

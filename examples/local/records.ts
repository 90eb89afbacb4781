/** One event of the engine's log, such as an incident that was created. */
export interface ZeebeRecord {
  position: number;
  key: number;
  valueType: string;
  intent: string;
  timestamp: number;
  value: { [name: string]: unknown };
}

/** Reads an engine's events, of one type (INCIDENT, VARIABLE, JOB, ...) or of all, after a position of its log. */
export async function readRecords(address: string, type?: string, after = -1): Promise<ZeebeRecord[]> {
  const query = new URLSearchParams({ after: String(after), ...(type && { type }) });
  const response = await fetch(`${address}/records?${query}`);
  if (!response.ok) throw new Error(`Reading the engine's records: HTTP ${response.status}`);
  return (await response.json()) as ZeebeRecord[];
}

import type { Tls } from './tls.ts';

/** What a test may want of a loopback gateway. */
export interface LoopbackGatewayOptions {
  port?: number;
  restPort?: number;
  /** For both carriers. */
  tls?: Tls;
  /** Of Camunda, default `8.10.9`. A gateway does not know what later versions have brought. */
  version?: string;
  /** The tenants that the worker is assigned to, and may have jobs of. Without it any, and it is assigned to the default one. */
  assignedTenants?: readonly string[];
  /** Which physical tenants there are. Each has keys of its own. */
  physicalTenants?: readonly string[];
  /** Commands for a job whose lock ran out and that nobody took since. A broker accepts them; default `refused`. */
  lateCommands?: 'refused' | 'accepted';
  /** Keep every call in `seen`; default true. */
  record?: boolean;
  /** How long a poll with requestTimeout 0 stays open; default 10 s. */
  defaultRequestTimeoutMs?: number;
  /** How many bytes of jobs go into one answer; default 4 MB. */
  maxMessageBytes?: number;
  /** A file that keeps its jobs: the next gateway that is given it goes on with them, however this one has ended. */
  journal?: string;
}

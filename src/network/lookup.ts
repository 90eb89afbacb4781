import dns, { type LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { within } from '../async/deadline.ts';
import { isBlockedAddress, LINK_LOCAL } from '../connection/address.ts';
import { Failure } from '../failure/failure.ts';

/** How hosts are looked up. */
interface LookupSettings {
  /** How many milliseconds one look-up may take. A connection may take longer, so that the message names what was slow. */
  readonly limit?: number;
  /** The file of names that the system knows without asking a server. */
  readonly hostsFile?: string;
  /** The file with the search list, which says what a short name may stand for. */
  readonly resolverFile?: string;
}

const LIMIT_MS = 2_500;
/** How long one name server is waited for, and how often each is asked. */
const SERVER_TIMEOUT_MS = 1_000;
const SERVER_TRIES = 2;

/** A look-up under way, shared by all who wait for it. */
interface Pending {
  readonly addresses: Promise<LookupAddress[]>;
  lastAskedAt: number;
}

/**
 * Makes the function with which sockets look up hosts. A host whose name servers are slow keeps no other host waiting.
 *
 * `dns.lookup` cannot promise that: it holds one of the few threads that Node has for look-ups, for as long as the system likes,
 * and nobody can end it. So this function asks the name servers directly, which holds no thread and has a limit. It keeps the
 * order of the system: first its own file of names, then its search list. Only a name that the name servers do not know (mDNS,
 * name service modules) is left to the system, one name at a time. Equal names are looked up once.
 * https://nodejs.org/api/dns.html#implementation-considerations
 * @returns a function that calls back with a Failure (configuration) for a host with an address of a cloud's metadata, and with
 * an Error for one that is not found in time
 */
export function openLookup({
  limit = LIMIT_MS,
  hostsFile = '/etc/hosts',
  resolverFile = '/etc/resolv.conf',
}: LookupSettings = {}): LookupFunction {
  const resolver = openResolver();
  const pending = new Map<string, Pending>();
  let line: Promise<unknown> = Promise.resolve();

  const late = (host: string) => () =>
    Object.assign(new Error(`the look-up of ${host} took longer than ${limit / 1_000} s`), { code: 'ETIMEDOUT' });

  function addressesOf(host: string): Promise<LookupAddress[]> {
    const now = performance.now();
    const found = pending.get(host);
    if (found !== undefined) {
      found.lastAskedAt = now;
      return found.addresses;
    }
    const addresses = find(host).finally(() => pending.delete(host));
    pending.set(host, { addresses, lastAskedAt: now });
    return addresses;
  }

  async function find(host: string): Promise<LookupAddress[]> {
    if (isLocalhost(host) || namesIn(await textOf(hostsFile)).has(host)) return askSystem(host);
    for (const name of searchedNames(host, await textOf(resolverFile))) {
      const addresses = await askServers(name, late(host));
      if (addresses.length > 0) return addresses;
    }
    return inLine(host);
  }

  async function askServers(name: string, late: () => Error): Promise<LookupAddress[]> {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.map((answer, index) =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
    );
    const isSilent = answers.some(({ status, ...answer }) => 'reason' in answer && answer.reason.code === 'ETIMEOUT');
    if (isSilent && addresses.flat().length === 0) throw late();
    return (dns.getDefaultResultOrder() === 'ipv6first' ? addresses.reverse() : addresses).flat();
  }

  /**
   * Asks the system for one host after the other: each may hold a thread for as long as the system likes.
   * @throws Error when nobody has asked for the host within the limit any more
   */
  function inLine(host: string): Promise<LookupAddress[]> {
    const turn = line.then(() => {
      const { lastAskedAt = 0 } = pending.get(host) ?? {};
      if (performance.now() - lastAskedAt > limit) throw late(host)();
      return askSystem(host);
    });
    line = Promise.allSettled([turn]);
    return turn;
  }

  return (host, options, callback) => {
    within({ milliseconds: limit, late: late(host) }, addressesOf(host)).then(
      (addresses) => {
        const family = Number(String(options.family ?? 0).replace('IPv', ''));
        const fitting = addresses.filter((address) => family === 0 || address.family === family);
        if (addresses.some(({ address }) => isBlockedAddress(address))) callback(blocked(host), '', 0);
        else if (fitting[0] === undefined) callback(unknown(host, family), '', 0);
        else if (options.all) callback(null, fitting);
        else callback(null, fitting[0].address, fitting[0].family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

/** Makes the failure of a host that is never called. */
export function blocked(host: string): Failure {
  return new Failure('configuration', `The endpoint ${host} is ${LINK_LOCAL}: such are never called.`);
}

function unknown(host: string, family: number): Error {
  return Object.assign(new Error(`${host} has no address of IPv${family}`), { code: 'ENOTFOUND' });
}

/** Makes a resolver that asks the name servers of the process: those of the system, unless somebody has set others. */
function openResolver(): dns.promises.Resolver {
  const resolver = new dns.promises.Resolver({ timeout: SERVER_TIMEOUT_MS, tries: SERVER_TRIES });
  const servers = dns.getServers();
  if (String(servers) !== String(resolver.getServers())) resolver.setServers(servers);
  return resolver;
}

function askSystem(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    dns.lookup(host, { all: true, hints: dns.ADDRCONFIG }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

/** Whether a host is this machine. https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function isLocalhost(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/.test(host);
}

/** Gives the text of a file. A file that cannot be read counts as empty. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/** Gives the names in a file of names, in lower case. https://man7.org/linux/man-pages/man5/hosts.5.html */
function namesIn(hosts: string): Set<string> {
  return new Set(
    hosts.split('\n').flatMap((line) =>
      wordsOf(line)
        .slice(1)
        .map((name) => name.toLowerCase()),
    ),
  );
}

/**
 * Gives the names that a host may stand for, in the order in which they are looked up.
 * https://man7.org/linux/man-pages/man5/resolv.conf.5.html
 * @param resolverFile the text of the file with the search list
 */
function searchedNames(host: string, resolverFile: string): string[] {
  if (host.endsWith('.')) return [host];
  let search: string[] = [];
  let ndots = 1;
  for (const [word, ...rest] of resolverFile.split('\n').map(wordsOf)) {
    if (word === 'search' || word === 'domain') search = rest;
    if (word === 'options') ndots = Number(/(?:^| )ndots:(\d+)/.exec(rest.join(' '))?.[1] ?? ndots);
  }
  const longer = search.map((suffix) => `${host}.${suffix.replace(/^\./, '')}`);
  return host.split('.').length - 1 >= ndots ? [host, ...longer] : [...longer, host];
}

function wordsOf(line: string): string[] {
  return line
    .replace(/[#;].*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}

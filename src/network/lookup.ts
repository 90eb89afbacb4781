import dns, { type LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { within } from '../async/deadline.ts';
import { isBlockedAddress, LINK_LOCAL } from '../connection/address.ts';
import { Failure } from '../failure/failure.ts';

/** How hosts are looked up. */
interface LookupSettings {
  /** Milliseconds that one look-up may take. It is less than a connection has, so that the message names what was slow. */
  readonly limit?: number;
  /** The file of names that the system knows without asking anybody. */
  readonly hostsFile?: string;
  /** The file that says which names a short one may stand for. */
  readonly resolverFile?: string;
}

const LIMIT_MS = 2_500;
/** How long one name server is waited for, and how often each is asked. */
const SERVER_TIMEOUT_MS = 1_000;
const SERVER_TRIES = 2;

/** A look-up under way, for all who wait for it. */
interface Pending {
  readonly addresses: Promise<LookupAddress[]>;
  lastAskedAt: number;
}

/**
 * Looks hosts up so that one whose name servers are slow keeps nobody else waiting. `dns.lookup` cannot promise that: it takes
 * one of the few threads that Node has for look-ups, for as long as the system likes, and nobody can end it. So names are asked
 * of the name servers directly, which takes no thread and has a limit, in the order of the system: its own file of names
 * first, then its search list. Only what the name servers say they do not know (mDNS, name service modules) is left to the system, one
 * name at a time. Equal names are looked up once. A connection to an address of a cloud's metadata is refused.
 * https://nodejs.org/api/dns.html#implementation-considerations
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

  /** One after the other: each may hold a thread for as long as the system likes. */
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

/** What is said of a host that is never called. */
export function blocked(host: string): Failure {
  return new Failure('configuration', `The endpoint ${host} is ${LINK_LOCAL}: such are never called.`);
}

function unknown(host: string, family: number): Error {
  return Object.assign(new Error(`${host} has no address of IPv${family}`), { code: 'ENOTFOUND' });
}

/** Asks the name servers of the process: those of the system, unless somebody has set others. */
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

/** https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function isLocalhost(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/.test(host);
}

/** A system without such a file has nothing in it. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/** https://man7.org/linux/man-pages/man5/hosts.5.html */
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
 * The names that a host may stand for, in the order in which they are looked up.
 * https://man7.org/linux/man-pages/man5/resolv.conf.5.html
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

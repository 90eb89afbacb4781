import { BlockList, isIP } from 'node:net';

type Variables = Readonly<Record<string, string | undefined>>;

/** A proxy that the operator has set. */
export interface ProxyServer {
  /** The variable that names it. */
  readonly variable: string;
  /** Its origin, without the user and the password. */
  readonly url: URL;
  /** The value of the header `Proxy-Authorization`, which is a secret; undefined if the address has no user and no password. */
  readonly authorization: string | undefined;
}

/** Where a request goes. */
interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/** The variables for each protocol of a target. If both spellings are set, the first counts, as for curl. */
const VARIABLES = new Map([
  ['https:', ['https_proxy', 'HTTPS_PROXY']],
  ['http:', ['http_proxy', 'HTTP_PROXY']],
]);
const EXEMPTIONS = ['no_proxy', 'NO_PROXY'];
const AN_ADDRESS = 'the http or https address of a proxy, like http://proxy.example.com:3128';

/**
 * Gives what is wrong with the variables of proxies, one line for each fault. No line shows an address, because it may contain a
 * password.
 */
export function proxyFaults(variables: Variables): string[] {
  return [...VARIABLES.values()].flatMap((names) => {
    const name = setAmong(variables, names);
    return name === undefined || isProxyAddress(String(variables[name])) ? [] : [`${name}: expected ${AN_ADDRESS}`];
  });
}

/**
 * Reads the variables of proxies, by the rules that curl and most others follow. `HTTP_PROXY` is for targets without TLS only.
 * https://curl.se/docs/manpage.html#ENVIRONMENT
 * @param variables those in which `proxyFaults` finds no fault
 * @returns a function that gives the proxy through which a target is called, or undefined if it is called directly
 */
export function readProxies(variables: Variables): (target: Target) => ProxyServer | undefined {
  const proxies = new Map([...VARIABLES].map(([protocol, names]) => [protocol, readProxy(variables, names)]));
  const exemption = setAmong(variables, EXEMPTIONS);
  const isExempt = readExemptions(exemption === undefined ? '' : String(variables[exemption]));
  return ({ protocol, hostname, port = protocol === 'https:' ? 443 : 80 }) => {
    const proxy = proxies.get(protocol);
    return proxy === undefined || isExempt(bare(hostname).toLowerCase(), port) ? undefined : proxy;
  };
}

/** Gives the first of these variables that is set. An empty one counts as not set. */
function setAmong(variables: Variables, names: readonly string[]): string | undefined {
  return names.find((name) => variables[name]);
}

function isProxyAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search + hash !== '') return false;
  return [username, password].every((part) => decoded(part) !== undefined);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readProxy(variables: Variables, names: readonly string[]): ProxyServer | undefined {
  const variable = setAmong(variables, names);
  if (variable === undefined) return undefined;
  const { origin, username, password } = new URL(String(variables[variable]));
  const user = `${decoded(username)}:${decoded(password)}`;
  const authorization = username + password === '' ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
  return { variable, url: new URL(origin), authorization };
}

type Exemption = (host: string, port: number) => boolean;

/**
 * Reads a list of hosts that are called directly, like `example.com, 10.0.0.0/8, localhost:8000`, or `*` for all. It has names,
 * each with all names below it, addresses and subnets. Each may have a port.
 */
function readExemptions(list: string): Exemption {
  const exemptions = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map(readExemption);
  return (host, port) => exemptions.some((exempts) => exempts(host, port));
}

function readExemption(text: string): Exemption {
  if (text === '*') return () => true;
  const addresses = readAddresses(text);
  if (addresses !== undefined) return (host) => isIP(host) !== 0 && addresses.check(host, familyOf(host));
  const [, hostOnly, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (hostOnly !== undefined) {
    const exempts = readExemption(hostOnly);
    return (host, asked) => asked === Number(port) && exempts(host, asked);
  }
  const name = text.replace(/^\*?\./, '');
  return (host) => isIP(host) === 0 && (host === name || host.endsWith(`.${name}`));
}

/** Reads an address, or a subnet like `10.0.0.0/8`; undefined for another text. */
function readAddresses(text: string): BlockList | undefined {
  const [, start = '', length] = /^(.+?)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = bare(start);
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || Number(length ?? bits) > bits) return undefined;
  const addresses = new BlockList();
  addresses.addSubnet(address, Number(length ?? bits), familyOf(address));
  return addresses;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Gives a host without the brackets that a URL has around an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

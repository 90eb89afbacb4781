import { BlockList, isIP } from 'node:net';

type Variables = Readonly<Record<string, string | undefined>>;

/** A proxy, as the operator has set it. */
export interface ProxyServer {
  /** The variable that names it. */
  readonly variable: string;
  /** Its origin, without the user and the password. */
  readonly url: URL;
  /** What it is told of who asks, as `Proxy-Authorization` has it: a secret. */
  readonly authorization: string | undefined;
}

/** Where a request goes. */
interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/** The variables for each protocol of a target. The spelling that counts if both are set is curl's. */
const VARIABLES = new Map([
  ['https:', ['https_proxy', 'HTTPS_PROXY']],
  ['http:', ['http_proxy', 'HTTP_PROXY']],
]);
const EXEMPTIONS = ['no_proxy', 'NO_PROXY'];
const AN_ADDRESS = 'the http or https address of a proxy, like http://proxy.example.com:3128';

/** What is wrong with the variables of proxies, one line for each fault. The address is not told: it may have a password in it. */
export function proxyFaults(variables: Variables): string[] {
  return [...VARIABLES.values()].flatMap((names) => {
    const name = setAmong(variables, names);
    return name === undefined || isProxyAddress(String(variables[name])) ? [] : [`${name}: expected ${AN_ADDRESS}`];
  });
}

/**
 * Gives the proxy through which a target is called, or undefined if it is called directly, by the rules that curl and most others
 * follow. `HTTP_PROXY` is for targets without TLS only.
 * https://curl.se/docs/manpage.html#ENVIRONMENT
 * @param variables of which `proxyFaults` finds no fault
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

/** The first of these variables that is set. An empty one is not. */
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

/** Reads a list of hosts that are called directly: names with all below them, addresses, subnets, each perhaps with a port; or `*`. */
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

/** An address, or a subnet like `10.0.0.0/8`. */
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

/** An IPv6 address without the brackets that a URL has around it. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

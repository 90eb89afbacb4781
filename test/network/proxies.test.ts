import { describe, expect, test } from 'vitest';
import { proxyFaults, readProxies } from '../../src/network/proxies.ts';

const proxies = { HTTPS_PROXY: 'http://secure.example:3128', HTTP_PROXY: 'http://plain.example:3128/' };
const target = (address: string) => {
  const { protocol, hostname, port } = new URL(address);
  return { protocol, hostname, ...(port !== '' && { port: Number(port) }) };
};
const proxyOf = (variables: Record<string, string>, address: string) => readProxies(variables)(target(address));

describe('a target is called through the proxy of its protocol', () => {
  test.each<[Record<string, string>, string, string | undefined]>([
    [proxies, 'https://dynamodb.example', 'http://secure.example:3128'],
    [proxies, 'http://dynamodb.example', 'http://plain.example:3128'],
    [{ HTTP_PROXY: proxies.HTTP_PROXY }, 'https://dynamodb.example', undefined],
    [{ HTTPS_PROXY: proxies.HTTPS_PROXY }, 'http://dynamodb.example', undefined],
    [{ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2' }, 'https://a.example', 'http://lower:2'],
    [{ HTTPS_PROXY: 'http://upper:1', https_proxy: '' }, 'https://a.example', 'http://upper:1'],
    [{ http_proxy: 'https://lower' }, 'http://a.example', 'https://lower'],
    [{ HTTPS_PROXY: 'http://[::1]:3128' }, 'https://a.example', 'http://[::1]:3128'],
    [{}, 'https://a.example', undefined],
  ])('%j: %s', (variables, address, proxy) => {
    expect(proxyOf(variables, address)?.url.origin).toBe(proxy);
  });
});

test('the user and the password of a proxy are in no part of it that is shown', () => {
  const proxy = proxyOf({ https_proxy: 'http://ada:p%40ss@proxy.example:3128' }, 'https://a.example');
  expect(proxy?.authorization).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
  expect(String(proxy?.url)).toBe('http://proxy.example:3128/');
});

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['dynamodb.example', 'https://dynamodb.example', true],
    ['DynamoDB.Example', 'https://dynamodb.example', true],
    ['example', 'https://dynamodb.example', true],
    ['.example', 'https://dynamodb.example', true],
    ['*.example', 'https://dynamodb.example', true],
    ['modb.example', 'https://dynamodb.example', false],
    ['dynamodb.example.com', 'https://dynamodb.example', false],
    ['a.example, dynamodb.example', 'https://dynamodb.example', true],
    ['a.example dynamodb.example', 'https://dynamodb.example', true],
    ['*', 'https://dynamodb.example', true],
    ['dynamodb.example:443', 'https://dynamodb.example', true],
    ['dynamodb.example:80', 'https://dynamodb.example', false],
    ['dynamodb.example:8000', 'http://dynamodb.example:8000', true],
    ['127.0.0.1', 'http://127.0.0.1:8000', true],
    ['127.0.0.1:8000', 'http://127.0.0.1:8000', true],
    ['127.0.0.1:8001', 'http://127.0.0.1:8000', false],
    ['0.1', 'http://127.0.0.1:8000', false],
    ['10.0.0.0/8,192.168.0.0/16', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://11.1.2.3', false],
    ['10.0.0.0/99', 'http://10.1.2.3', false],
    ['::1', 'http://[::1]:8000', true],
    ['[::1]', 'http://[::1]:8000', true],
    ['[::1]:8000', 'http://[::1]:8000', true],
    ['[::1]:8001', 'http://[::1]:8000', false],
    ['0:0:0:0:0:0:0:1', 'http://[::1]:8000', true],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['fd00::/8', 'http://[fe12::1]', false],
    ['fd00::/8', 'http://10.1.2.3', false],
    ['', 'http://10.1.2.3', false],
  ])('%s: %s is called directly: %s', (list, address, isDirect) => {
    for (const name of ['NO_PROXY', 'no_proxy'])
      expect(proxyOf({ ...proxies, [name]: list }, address) === undefined).toBe(isDirect);
  });

  test('in small letters counts before the other', () => {
    expect(proxyOf({ ...proxies, no_proxy: 'a.example', NO_PROXY: '*' }, 'https://b.example')).toBeDefined();
  });
});

describe('an address that is none is a fault of its variable, which does not show it', () => {
  const addresses = [
    ' ',
    'proxy',
    'proxy:3128',
    'socks5://proxy:1080',
    'http://',
    'http://proxy:99999',
    'ftp://a:pass@b',
  ];
  const tooMuch = ['http://proxy/path', 'http://proxy?query', 'http://proxy#hash', 'http://a:%zz@proxy'];
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  test.each(names.flatMap((name) => [...addresses, ...tooMuch].map((address) => [name, address] as const)))(
    '%s=%s',
    (name, address) => {
      expect(proxyFaults({ [name]: address })).toEqual([
        `${name}: expected the http or https address of a proxy, like http://proxy.example.com:3128`,
      ]);
    },
  );

  test.each([{}, proxies, { http_proxy: '', HTTP_PROXY: '' }, { HTTPS_PROXY: 'https://a:b%40c@proxy:1' }])(
    'there is none in %j',
    (variables) => {
      expect(proxyFaults(variables)).toEqual([]);
    },
  );
});

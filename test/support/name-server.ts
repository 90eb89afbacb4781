import { createSocket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { onTestFinished } from 'vitest';

/** The addresses of a name; none if there is no such name; `silent` if the server never answers. */
export type NameAnswer = readonly string[] | 'silent';

const TYPES = new Map([
  [1, 'A'],
  [28, 'AAAA'],
]);
const NO_SUCH_NAME = 0x8183;
const NO_ERROR = 0x8180;

/**
 * Makes a server on 127.0.0.1 the name server of the process, for a test.
 * https://www.rfc-editor.org/rfc/rfc1035#section-4
 * @returns what was asked, like `A database.example`
 */
export async function useNameServer(answer: (name: string) => NameAnswer): Promise<string[]> {
  const asked: string[] = [];
  const server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    asked.push(`${TYPES.get(type)} ${name}`);
    const given = answer(name);
    if (given === 'silent') return;
    const fitting = given.filter((text) => (isIP(text) === 6 ? 28 : 1) === type);
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(given.length === 0 ? NO_SUCH_NAME : NO_ERROR, 2);
    header.writeUInt16BE(fitting.length, 6);
    header.fill(0, 8);
    server.send(Buffer.concat([header, query.subarray(12, end), ...fitting.map(recordOf)]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const own = dns.getServers();
  dns.setServers([`127.0.0.1:${server.address().port}`]);
  onTestFinished(() => {
    dns.setServers(own);
    server.close();
  });
  return asked;
}

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** A resource record of the name in the question, which lives for a second. */
function recordOf(address: string): Buffer {
  const data = isIP(address) === 6 ? bytesOf(address) : Buffer.from(address.split('.').map(Number));
  const head = Buffer.from([0xc0, 0x0c, 0, isIP(address) === 6 ? 28 : 1, 0, 1, 0, 0, 0, 1, 0, data.length]);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  // A URL writes all of it in hexadecimal.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const words = (text = '') => text.split(':').filter((word) => word !== '');
  const [before, after] = [words(head), words(tail)];
  const all = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex');
}

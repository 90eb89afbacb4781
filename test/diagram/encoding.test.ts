import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../src/diagram/encoding.ts';

const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a name="Größe"/>`;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('a file is read in the encoding that it tells', () => {
  test.each<[string, Uint8Array, string]>([
    ['UTF-8, when it tells none', Buffer.from('<a name="Größe"/>'), '<a name="Größe"/>'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${declared('UTF-8')}`), declared('UTF-8')],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1'), declared('ISO-8859-1')],
    [
      'ISO-8859-1, in single quotes',
      Buffer.from("<?xml encoding = 'latin1'?>\xe9", 'latin1'),
      "<?xml encoding = 'latin1'?>é",
    ],
    ['UTF-16 with a mark', utf16(`\ufeff${declared('UTF-16')}`), declared('UTF-16')],
    ['UTF-16 with the other mark', utf16(`\ufeff${declared('UTF-16')}`).swap16(), declared('UTF-16')],
    ['UTF-16 without a mark', utf16(declared('UTF-16')), declared('UTF-16')],
    ['UTF-16 without a mark, in the other order', utf16(declared('UTF-16')).swap16(), declared('UTF-16')],
    ['UTF-8, when it only says UTF-16', Buffer.from(declared('UTF-16')), declared('UTF-16')],
  ])('%s', (_, bytes, text) => {
    expect(decodeFile(bytes)).toBe(text);
  });
});

test.each([
  ['an encoding that nobody knows', Buffer.from(declared('x-secret')), /encoding x-secret, which is not known/],
  ['bytes that are no UTF-8', Buffer.from('<a name="Größe"/>', 'latin1'), /no text in the encoding utf-8/],
])('%s is refused', (_, bytes, message) => {
  expect(() => decodeFile(bytes)).toThrow(message);
});

import { DiagramError, START } from './diagram-error.ts';

/** Marks at the beginning of a file, and the encodings that they tell. https://www.w3.org/TR/xml/#sec-guessing */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  // Without a mark: the < with which an XML file begins.
  [[0x3c, 0], 'utf-16le'],
  [[0, 0x3c], 'utf-16be'],
];

const DECLARATION = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/;
const LONGEST_DECLARATION = 1_000;

/**
 * Reads the bytes of a file as text: in the encoding that its mark tells, or its XML declaration, else in UTF-8.
 * https://www.w3.org/TR/xml/#charencoding
 * @throws DiagramError when the bytes are no text of this encoding, or nobody knows it
 */
export function decodeFile(bytes: Uint8Array): string {
  const encoding = markedEncoding(bytes) ?? declaredEncoding(bytes);
  const decoder = decoderOf(encoding);
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DiagramError(`The file is no text in the encoding ${encoding}`, START);
  }
}

function decoderOf(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DiagramError(`The file has the encoding ${encoding}, which is not known: expected UTF-8`, START);
  }
}

/** The encoding that the first bytes tell. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  return MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
}

function declaredEncoding(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, LONGEST_DECLARATION));
  const declared = DECLARATION.exec(start)?.[1]?.toLowerCase() ?? 'utf-8';
  // The declaration could be read byte by byte, so it is wrong.
  return declared.startsWith('utf-16') ? 'utf-8' : declared;
}

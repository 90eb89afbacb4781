import { createHmac, hash } from 'node:crypto';
import type { Credentials } from '../credentials/kept.ts';

/** What a request is signed for. */
export interface Scope {
  readonly region: string;
  /** AWS's name of the service, like `dynamodb`. */
  readonly service: string;
  /** The path of the request, encoded as it is signed. `canonicalPath` makes it. */
  readonly path: string;
}

/** The keys of a day, by region and service: each is made of the secret key by four hashes. */
interface DayKeys {
  readonly day: string;
  readonly keys: Map<string, Buffer>;
}

/** They are kept as long as the credentials are. */
const dayKeys = new WeakMap<Credentials, DayKeys>();

let lastSecond = Number.NaN;
let lastDate = '';

/** Writes a time as AWS wants it, like `20150830T123600Z`. Most requests are of the same second as the one before. */
export function amzDate(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond) {
    lastDate = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    lastSecond = second;
  }
  return lastDate;
}

/** Gives the SHA-256 of a body in hexadecimal, as the header `x-amz-content-sha256` has it. */
export function bodyHash(body: string | Uint8Array): string {
  return hash('sha256', body);
}

/**
 * Signs a POST request without a query by AWS's Signature Version 4. Gives the header `authorization`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @param headers all that are signed, among them `x-amz-date` and, if the credentials are temporary, `x-amz-security-token`
 * @param names the names of the headers that are signed, in lower case and in order
 * @param payloadHash the hash of the body
 */
export function signatureOf(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
  payloadHash: string,
  credentials: Credentials,
  scope: Scope,
): string {
  const date = headers['x-amz-date'] as string;
  const day = date.slice(0, 8);
  let canonical = `POST\n${scope.path}\n\n`;
  for (const name of names) canonical += `${name}:${canonicalValue(headers[name] as string)}\n`;
  const signedHeaders = names.join(';');
  canonical += `\n${signedHeaders}\n${payloadHash}`;
  const place = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${place}\n${hash('sha256', canonical)}`;
  const signature = createHmac('sha256', dayKey(credentials, day, scope))
    .update(toSign)
    .digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${place}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** A value of a header as it is signed. Only a session token may have blanks that need it. */
function canonicalValue(value: string): string {
  return SPARE_BLANKS.test(value) ? value.trim().replace(/\s+/g, ' ') : value;
}

const SPARE_BLANKS = /^\s|\s$|\s\s/;

function dayKey(credentials: Credentials, day: string, { region, service }: Scope): Buffer {
  let kept = dayKeys.get(credentials);
  if (kept?.day !== day) {
    kept = { day, keys: new Map() };
    dayKeys.set(credentials, kept);
  }
  const place = `${region}/${service}`;
  const found = kept.keys.get(place);
  if (found !== undefined) return found;
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (last, text) => createHmac('sha256', last).update(text).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  kept.keys.set(place, key);
  return key;
}

/** Encodes the path of a URL as it is signed: without empty and dotted parts, and with what it has encoded once more. */
export function canonicalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(encodePart(part));
  }
  return `/${parts.join('/')}${parts.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function encodePart(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

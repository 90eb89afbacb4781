import { status } from '@grpc/grpc-js';
import { parse, stringify } from 'lossless-json';
import type { Refusal } from './contract.ts';
import { endOfString } from './json-members.ts';

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 64n - 1n;
const MAYBE_CHANGED = /\d{16}|\d[.eE]/;
const STRING_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;

/** Stores variables as the engine does: decimals become doubles, integers beyond 64 bits and non-objects are refused. */
export function storeVariables(text: string): { text: string } | Refusal {
  if (text === '' || text === '{}') return { text: '{}' };
  const refusal = whyNotAnObject(text);
  if (refusal !== undefined) return { code: status.INVALID_ARGUMENT, details: refusal };
  if (!MAYBE_CHANGED.test(text)) return { text };
  return storeNumbers(text);
}

/** Keeps the named top-level variables only; all of them when no name is given. */
export function fetchVariables(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  if (Object.keys(JSON.parse(text) as object).every((name) => names.includes(name))) return text;
  const kept = Object.entries(parse(text) as object).filter(([name]) => names.includes(name));
  return stringify(Object.fromEntries(kept)) ?? '{}';
}

/** Lays variables over others, as a failed job's variables over those of its scope. */
export function mergeVariables(under: string, over: string): string {
  if (over === '{}') return under;
  return stringify({ ...(parse(under) as object), ...(parse(over) as object) }) ?? '{}';
}

function whyNotAnObject(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    const kind = Array.isArray(value) ? 'ARRAY' : value === null ? 'NIL' : typeof value;
    return `Property 'variables' is invalid: Expected document to be a root level object, but was '${kind.toUpperCase()}'`;
  } catch (error) {
    return `Invalid JSON value: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function storeNumbers(text: string): { text: string } | Refusal {
  let stored = '';
  let from = 0;
  STRING_OR_NUMBER.lastIndex = 0;
  for (let match = STRING_OR_NUMBER.exec(text); match; match = STRING_OR_NUMBER.exec(text)) {
    const token = match[0];
    if (token === '"') {
      STRING_OR_NUMBER.lastIndex = endOfString(text, match.index);
    } else if (/[.eE]/.test(token)) {
      stored += text.slice(from, match.index) + javaDouble(Number(token));
      from = match.index + token.length;
    } else if (token.length > 18 && (BigInt(token) > MAX_INTEGER || BigInt(token) < MIN_INTEGER)) {
      const details = 'MessagePack cannot serialize BigInteger larger than 2^64-1';
      return { code: status.INVALID_ARGUMENT, details };
    }
  }
  return { text: stored + text.slice(from) };
}

/** Writes a double the way the engine's Java does: 100.0, 1.0E22, 1.5E-7; what no double can hold becomes "Infinity". */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '"Infinity"' : '"-Infinity"';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

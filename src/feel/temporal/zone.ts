import { FeelError } from '../errors.ts';
import { regionOf } from './region.ts';

export const secondsPerDay = 86_400;

const maxOffset = 18 * 3600;

/** A time zone with a name. An offset without a name is a number of seconds instead. */
export interface Zone {
  readonly id: string;
  /** Gives the offset in seconds at a second of a UTC day. */
  offsetAt(epochDay: number, second: number): number;
  /** Gives the offset in seconds without summer time, in the year of a UTC day. */
  standardOffset(epochDay: number): number;
}

/** Reads an offset in the form of Java's offset ids: `Z`, `+01:00`, `-05:30:15`. Gives seconds, or undefined. */
export function parseOffset(text: string): number | undefined {
  return /^([+-]\d\d:\d\d(:\d\d)?|Z)$/.test(text) ? parseLenientOffset(text) : undefined;
}

/** Writes an offset in seconds: `Z`, `+01:00`, `-05:30:15`. */
export function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const seconds = Math.abs(offset);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  if (seconds % 60 === 0) parts.pop();
  return (offset < 0 ? '-' : '+') + parts.join(':');
}

/** Reads the zone of a date or time: `Europe/Berlin`, `UTC+01:00`, `+01:00`, `Z`. Gives undefined when it is none. */
export function parseZone(text: string): Zone | number | undefined {
  return readZone(text, parseOffset);
}

/**
 * Reads a zone that is an argument of a function. It may also be like `+1`, `+0130` or `UTC+1`. Gives undefined when it is none.
 */
export function parseLenientZone(text: string): Zone | number | undefined {
  return readZone(text, parseLenientOffset);
}

/** @throws FeelError when an offset in seconds is more than 18 hours from UTC, Java's limit */
export function refuseFarOffset(offset: number): void {
  if (Math.abs(offset) > maxOffset) throw new FeelError('the offset of a time lies between -18:00 and +18:00');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function parseLenientOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = /^([+-])(\d\d?|(\d\d):?(\d\d)|(\d\d):(\d\d):(\d\d)|(\d\d)(\d\d)(\d\d))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, all, h2, m2, h3, m3, s3, h4, m4, s4] = match;
  const [hour, minute, second] = [h2 ?? h3 ?? h4 ?? all, m2 ?? m3 ?? m4 ?? 0, s3 ?? s4 ?? 0].map(Number);
  if (hour === undefined || minute === undefined || second === undefined || minute > 59 || second > 59)
    return undefined;
  const offset = hour * 3600 + minute * 60 + second;
  if (offset > maxOffset) return undefined;
  // The result must not be -0.
  return sign === '-' ? 0 - offset : offset;
}

function readZone(text: string, readOffset: typeof parseOffset): Zone | number | undefined {
  const offset = readOffset(text);
  if (offset !== undefined) return offset;
  const [, prefix, rest] = /^(UTC|GMT|UT)([+-].+)?$/.exec(text) ?? [];
  if (prefix === undefined) return regionOf(text);
  const fixed = rest === undefined ? 0 : readOffset(rest);
  if (fixed === undefined) return undefined;
  const id = fixed === 0 ? prefix : prefix + offsetText(fixed);
  return { id, offsetAt: () => fixed, standardOffset: () => fixed };
}

import { Temporal } from 'temporal-polyfill';
import { FeelError } from '../errors.ts';

export const secondsPerDay = 86_400;

const maxOffset = 18 * 3600;

/** A time zone that has a name. An offset alone is a number of seconds. */
export interface Zone {
  readonly id: string;
  /** The offset in seconds, at a second of a UTC day. */
  offsetAt(epochDay: number, second: number): number;
}

/** Reads an offset as Java's offset ids are written: `Z`, `+01:00`, `-05:30:15`. */
export function parseOffset(text: string): number | undefined {
  return /^([+-]\d\d:\d\d(:\d\d)?|Z)$/.test(text) ? parseLenientOffset(text) : undefined;
}

/** Writes an offset: `Z`, `+01:00`, `-05:30:15`. */
export function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const seconds = Math.abs(offset);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  if (seconds % 60 === 0) parts.pop();
  return (offset < 0 ? '-' : '+') + parts.join(':');
}

/** Reads a zone where a date or time names it: `Europe/Berlin`, `UTC+01:00`, `+01:00`, `Z`. */
export function parseZone(text: string): Zone | number | undefined {
  return readZone(text, parseOffset);
}

/** Reads a zone that is an argument of its own; there `+1`, `+0130` and `UTC+1` are zones as well. */
export function parseLenientZone(text: string): Zone | number | undefined {
  return readZone(text, parseLenientOffset);
}

/** A zone as Java writes one of a fixed offset. @throws FeelError when it is further from UTC than 18 hours */
export function checkOffset(offset: number): number {
  if (Math.abs(offset) > maxOffset) throw new FeelError('the offset of a time lies between -18:00 and +18:00');
  return offset;
}

/** The offset of a zone without summer time, in the year of a moment: the least of the year. */
export function standardOffset(zone: Zone, epochDay: number): number {
  let least = zone.offsetAt(epochDay, 0);
  for (let day = epochDay - 180; day <= epochDay + 180; day += 10) least = Math.min(least, zone.offsetAt(day, 0));
  return least;
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
  // -0 is no offset of its own
  return sign === '-' ? 0 - offset : offset;
}

function readZone(text: string, readOffset: typeof parseOffset): Zone | number | undefined {
  const offset = readOffset(text);
  if (offset !== undefined) return offset;
  const [, prefix, rest] = /^(UTC|GMT|UT)([+-].+)?$/.exec(text) ?? [];
  if (prefix === undefined) return regionOf(text);
  const fixed = rest === undefined ? 0 : readOffset(rest);
  return fixed === undefined
    ? undefined
    : { id: fixed === 0 ? prefix : prefix + offsetText(fixed), offsetAt: () => fixed };
}

const regions = new Map<string, Zone>();
// Java has no zones of these names.
const unknown = new Set(['EST', 'MST', 'HST', 'ROC']);

function regionOf(id: string): Zone | undefined {
  const known = regions.get(id);
  if (known !== undefined) return known;
  if (!/^[A-Z][A-Za-z0-9/_+-]{1,60}$/.test(id) || unknown.has(id) || !isRegion(id)) return undefined;
  const region = { id, offsetAt: (epochDay: number, second: number) => regionOffset(id, epochDay, second) };
  regions.set(id, region);
  return region;
}

/** Names count with their case. */
function isRegion(id: string): boolean {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
    return timeZoneId === id || id.startsWith('SystemV/') || id === 'America/Argentina/ComodRivadavia';
  } catch {
    return false;
  }
}

const daysPer400Years = 146_097;
const firstDay = -98_617; // 1700-01-01, before all rules
const lastDay = 413_993; // 3103-06-29: rules that change do so no more

function regionOffset(id: string, epochDay: number, second: number): number {
  // The calendar repeats after 400 years and with it the rules of the far future; so any year has an offset.
  const cycles = Math.max(0, Math.ceil((epochDay - lastDay) / daysPer400Years));
  const day = Math.max(firstDay, epochDay - cycles * daysPer400Years);
  const instant = Temporal.Instant.fromEpochMilliseconds((day * secondsPerDay + second) * 1000);
  return Math.round(instant.toZonedDateTimeISO(id).offsetNanoseconds / 1e9);
}

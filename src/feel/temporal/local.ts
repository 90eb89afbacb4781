import { secondsPerDay, type Zone } from './zone.ts';

export const nanosPerSecond = 1_000_000_000;
export const nanosPerDay = secondsPerDay * nanosPerSecond;

/** A day, counted from 1970-01-01, and the nanoseconds since its midnight. It may be local time or UTC. */
export interface DayTime {
  readonly epochDay: number;
  readonly nanos: number;
}

/** Gives a day and time that is later by some nanoseconds. */
export function plusNanos({ epochDay, nanos }: DayTime, amount: bigint): DayTime {
  const total = BigInt(nanos) + amount;
  const perDay = BigInt(nanosPerDay);
  const rest = ((total % perDay) + perDay) % perDay;
  return { epochDay: epochDay + Number((total - rest) / perDay), nanos: Number(rest) };
}

/** Gives a day and time that is later by some seconds, at most a few days. */
export function plusSeconds({ epochDay, nanos }: DayTime, seconds: number): DayTime {
  const days = Math.floor((Math.floor(nanos / nanosPerSecond) + seconds) / secondsPerDay);
  return { epochDay: epochDay + days, nanos: nanos + (seconds - days * secondsPerDay) * nanosPerSecond };
}

/** Gives a number below zero, zero, or above zero when `a` is before, equal to, or after `b`. */
export function compareDayTimes(a: DayTime, b: DayTime): number {
  return a.epochDay - b.epochDay || a.nanos - b.nanos;
}

/** Gives the offset of a zone, in seconds, at a moment in UTC. */
export function offsetAt(zone: Zone, { epochDay, nanos }: DayTime): number {
  return zone.offsetAt(epochDay, Math.floor(nanos / nanosPerSecond));
}

/**
 * Finds the offset of a clock time in a zone, in seconds. If the time occurs twice, the first counts, unless the second has the
 * preferred offset. If summer time leaves the time out, the time moves forward by as much as the clock does.
 */
export function resolve(local: DayTime, zone: Zone, preferred?: number): { local: DayTime; offset: number } {
  const before = offsetAt(zone, plusSeconds(local, -secondsPerDay));
  const after = offsetAt(zone, plusSeconds(local, secondsPerDay));
  const candidates = [before, after].filter((offset) => offsetAt(zone, plusSeconds(local, -offset)) === offset);
  const first = candidates[0];
  if (first === undefined) return { local: plusSeconds(local, after - before), offset: after };
  return { local, offset: preferred !== undefined && candidates.includes(preferred) ? preferred : first };
}

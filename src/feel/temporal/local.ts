import { secondsPerDay, type Zone } from './zone.ts';

export const nanosPerSecond = 1_000_000_000;
export const nanosPerDay = secondsPerDay * nanosPerSecond;

/** A day, counted from 1970-01-01, and the nanoseconds since it began: on the clock of a place, or of UTC. */
export interface DayTime {
  readonly epochDay: number;
  readonly nanos: number;
}

/** Moves a day and time by nanoseconds. */
export function plusNanos({ epochDay, nanos }: DayTime, amount: bigint): DayTime {
  const total = BigInt(nanos) + amount;
  const perDay = BigInt(nanosPerDay);
  const rest = ((total % perDay) + perDay) % perDay;
  return { epochDay: epochDay + Number((total - rest) / perDay), nanos: Number(rest) };
}

/** Moves a day and time by seconds, by a few days at most. */
export function plusSeconds({ epochDay, nanos }: DayTime, seconds: number): DayTime {
  const days = Math.floor((Math.floor(nanos / nanosPerSecond) + seconds) / secondsPerDay);
  return { epochDay: epochDay + days, nanos: nanos + (seconds - days * secondsPerDay) * nanosPerSecond };
}

/** Below, at or above zero, as the first comes before, with or after the second. */
export function compareDayTimes(a: DayTime, b: DayTime): number {
  return a.epochDay - b.epochDay || a.nanos - b.nanos;
}

/** The offset of a zone at a moment of UTC. */
export function offsetAt(zone: Zone, { epochDay, nanos }: DayTime): number {
  return zone.offsetAt(epochDay, Math.floor(nanos / nanosPerSecond));
}

/**
 * A clock time and its offset in a zone. A time that happens twice is the first one, unless the second one's offset is
 * preferred; a time that summer time leaves out moves on by as much as the clock does.
 */
export function resolve(local: DayTime, zone: Zone, preferred?: number): { local: DayTime; offset: number } {
  const before = offsetAt(zone, plusSeconds(local, -secondsPerDay));
  const after = offsetAt(zone, plusSeconds(local, secondsPerDay));
  const candidates = [before, after].filter((offset) => offsetAt(zone, plusSeconds(local, -offset)) === offset);
  const first = candidates[0];
  if (first === undefined) return { local: plusSeconds(local, after - before), offset: after };
  return { local, offset: preferred !== undefined && candidates.includes(preferred) ? preferred : first };
}

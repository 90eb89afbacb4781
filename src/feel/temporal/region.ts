import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';

const secondsPerDay = 86_400;
const daysPer400Years = 146_097;
const firstDay = -98_617; // 1700-01-01, before any zone had rules.
const lastDay = 413_993; // 3103-06-29, after the last change of any rule.

// When a clock changes, it does not change back within this many days.
const windowDays = 8;

// There are some 600.
const regions = new LRUCache<string, Region>({ max: 1_000 });
/** The offsets of all regions at the beginnings of windows. */
const offsets = new LRUCache<number, number>({ max: 20_000 });
const keysPerRegion = 2 ** 20;
let regionCount = 0;

// Java has no zones with these names.
const unknown = /^(EST|MST|HST|ROC|Systemv\/.*)$/;

/** Gives the zone of a region, like `Europe/Berlin`, or undefined when there is none. Upper and lower case matter. */
export function regionOf(id: string): Region | undefined {
  const known = regions.get(id);
  if (known !== undefined) return known;
  if (!/^[A-Z][A-Za-z0-9/_+-]{1,60}$/.test(id) || unknown.test(id) || !exists(id)) return undefined;
  const region = new Region(id);
  regions.set(id, region);
  return region;
}

function exists(id: string): boolean {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
    return timeZoneId === id || id.startsWith('SystemV/') || id === 'America/Argentina/ComodRivadavia';
  } catch {
    return false;
  }
}

/** A zone with the rules of a region, from the IANA time zone database. */
export class Region {
  readonly id: string;
  readonly #firstKey = regionCount++ * keysPerRegion - firstDay + windowDays;
  #standard = { year: Number.NaN, offset: 0 };

  constructor(id: string) {
    this.id = id;
  }

  offsetAt(epochDay: number, second: number): number {
    // The calendar repeats after 400 years, and so do the rules of the far future. So every year has an offset.
    const cycles = Math.max(0, Math.ceil((epochDay - lastDay) / daysPer400Years));
    const day = Math.max(firstDay, epochDay - cycles * daysPer400Years);
    const begin = Math.floor(day / windowDays) * windowDays;
    const offset = this.#known(begin);
    return offset === this.#known(begin + windowDays) ? offset : this.#lookUp(day, second);
  }

  standardOffset(epochDay: number): number {
    const year = Math.floor(epochDay / 365.2425);
    if (this.#standard.year !== year) {
      let offset = Number.POSITIVE_INFINITY;
      for (let day = -180; day <= 180; day += 10) offset = Math.min(offset, this.offsetAt(epochDay + day, 0));
      this.#standard = { year, offset };
    }
    return this.#standard.offset;
  }

  /** Gives the offset at the beginning of a day, in seconds. */
  #known(day: number): number {
    const key = this.#firstKey + day;
    const known = offsets.get(key);
    if (known !== undefined) return known;
    const offset = this.#lookUp(day, 0);
    offsets.set(key, offset);
    return offset;
  }

  #lookUp(day: number, second: number): number {
    const instant = Temporal.Instant.fromEpochMilliseconds((day * secondsPerDay + second) * 1000);
    return Math.round(instant.toZonedDateTimeISO(this.id).offsetNanoseconds / 1e9);
  }
}

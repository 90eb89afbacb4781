import { TemporalValue, type Value } from '../values.ts';
import { FeelDate } from './date.ts';
import { DaysTimeDuration, type YearsMonthsDuration } from './duration.ts';
import { compareDayTimes, type DayTime, nanosPerDay, offsetAt, plusNanos, plusSeconds, resolve } from './local.ts';
import { clockProperty, clockText, FeelTime, zoneText } from './time.ts';
import type { Zone } from './zone.ts';

/** A date and time: local, or with an offset, or in a zone. */
export class FeelDateTime extends TemporalValue implements DayTime {
  readonly propertyNames = ['timezone', 'year', 'second', 'month', 'day', 'time offset', 'weekday', 'minute', 'hour'];
  readonly date: FeelDate;
  /** Nanoseconds since midnight. */
  readonly nanos: number;
  /** The offset in seconds. Undefined for a local date and time. */
  readonly offset: number | undefined;
  readonly zone: Zone | undefined;

  private constructor(date: FeelDate, nanos: number, offset?: number, zone?: Zone) {
    super();
    this.date = date;
    this.nanos = nanos;
    this.offset = offset;
    this.zone = zone;
  }

  /** Makes a local date and time. @throws FeelError outside Java's years */
  static local({ epochDay, nanos }: DayTime): FeelDateTime {
    return new FeelDateTime(FeelDate.ofEpochDay(epochDay), nanos);
  }

  /**
   * Makes the date and time that a clock shows in a zone or at an offset. See `resolve` for times that a zone repeats or leaves
   * out.
   */
  static at(clock: DayTime, where: Zone | number, preferred?: number): FeelDateTime {
    if (typeof where === 'number') return new FeelDateTime(FeelDate.ofEpochDay(clock.epochDay), clock.nanos, where);
    const { local, offset } = resolve(clock, where, preferred);
    return new FeelDateTime(FeelDate.ofEpochDay(local.epochDay), local.nanos, offset, where);
  }

  /** Makes the date and time that a clock shows in a zone or at an offset, at a moment in UTC. */
  static ofInstant(utc: DayTime, where: Zone | number): FeelDateTime {
    const offset = typeof where === 'number' ? where : offsetAt(where, utc);
    const { epochDay, nanos } = plusSeconds(utc, offset);
    return new FeelDateTime(
      FeelDate.ofEpochDay(epochDay),
      nanos,
      offset,
      typeof where === 'number' ? undefined : where,
    );
  }

  get kind(): 'local date and time' | 'date and time' {
    return this.offset === undefined ? 'local date and time' : 'date and time';
  }

  get epochDay(): number {
    return this.date.epochDay;
  }

  get time(): FeelTime {
    return new FeelTime(this.nanos, this.offset, this.zone);
  }

  /** Gives the same clock time in another zone. It is another moment. */
  atZone(zone: Zone | number): FeelDateTime {
    return FeelDateTime.at(this, zone);
  }

  /** Gives the same moment in another zone. Its clock shows another time. */
  inZone(zone: Zone | number): FeelDateTime {
    return FeelDateTime.ofInstant(this.utc(), zone);
  }

  /** Gives the same clock time some months later. */
  plusMonths(duration: YearsMonthsDuration): FeelDateTime {
    const clock = { epochDay: this.date.plusMonths(duration).epochDay, nanos: this.nanos };
    if (this.offset === undefined) return FeelDateTime.local(clock);
    return FeelDateTime.at(clock, this.zone ?? this.offset, this.offset);
  }

  /** Gives the moment that is later by a duration. If summer time begins or ends in between, the clock's hour changes, too. */
  plus(duration: DaysTimeDuration): FeelDateTime {
    if (this.offset === undefined) return FeelDateTime.local(plusNanos(this, duration.nanos));
    return FeelDateTime.ofInstant(plusNanos(this.utc(), duration.nanos), this.zone ?? this.offset);
  }

  /** Gives the duration from the other moment to this one. */
  since(other: FeelDateTime): DaysTimeDuration {
    const [a, b] = [this.utc(), other.utc()];
    return new DaysTimeDuration(BigInt(a.epochDay - b.epochDay) * BigInt(nanosPerDay) + BigInt(a.nanos - b.nanos));
  }

  property(name: string): Value | undefined {
    return this.date.property(name) ?? clockProperty(name, this.nanos, this.offset, this.zone);
  }

  toText(): string {
    const local = `${this.date.plainText()}T${clockText(this.nanos)}`;
    return local + zoneText(this.offset, this.zone);
  }

  toConnectorText(): string {
    const local = `${this.date.toText()}T${clockText(this.nanos)}`;
    return local + zoneText(this.offset, undefined);
  }

  /** Gives the ISO 8601 text with the offset, and with the name of the zone in brackets if there is one. */
  toIsoText(): string {
    return this.toConnectorText() + (this.zone === undefined ? '' : `[${this.zone.id}]`);
  }

  compare(other: FeelDateTime): number {
    return compareDayTimes(this.utc(), other.utc()) || compareDayTimes(this, other) || this.compareZones(other);
  }

  equals(other: FeelDateTime): boolean {
    return compareDayTimes(this, other) === 0 && this.offset === other.offset && this.zone?.id === other.zone?.id;
  }

  private compareZones(other: FeelDateTime): number {
    const [a, b] = [zoneId(this), zoneId(other)];
    return a < b ? -1 : Number(a > b);
  }

  private utc(): DayTime {
    return this.offset === undefined ? this : plusSeconds(this, -this.offset);
  }
}

function zoneId({ offset, zone }: FeelDateTime): string {
  return zone?.id ?? zoneText(offset, undefined);
}

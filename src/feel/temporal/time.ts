import { TemporalValue, type Value } from '../values.ts';
import { DaysTimeDuration } from './duration.ts';
import { nanosPerDay, nanosPerSecond } from './local.ts';
import { offsetText, type Zone } from './zone.ts';

/** A time of day: local, with an offset, or with a zone that gives the offset. */
export class FeelTime extends TemporalValue {
  readonly propertyNames = ['timezone', 'second', 'time offset', 'minute', 'hour'];
  /** Nanoseconds since midnight. */
  readonly nanos: number;
  /** The offset in seconds. Undefined for a local time. */
  readonly offset: number | undefined;
  readonly zone: Zone | undefined;

  constructor(nanos: number, offset?: number, zone?: Zone) {
    super();
    this.nanos = nanos;
    this.offset = offset;
    this.zone = zone;
  }

  /** Makes a time. Gives undefined when the day has no such time. */
  static of(hour: number, minute: number, second: number, nano: number, offset?: number): FeelTime | undefined {
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || nano < 0) return undefined;
    return new FeelTime((hour * 3600 + minute * 60 + second) * nanosPerSecond + nano, offset);
  }

  get kind(): 'local time' | 'time' {
    return this.offset === undefined ? 'local time' : 'time';
  }

  /** Gives the time that is later by a duration. It may be on another day. */
  plus(duration: DaysTimeDuration): FeelTime {
    const day = BigInt(nanosPerDay);
    const nanos = (((BigInt(this.nanos) + duration.nanos) % day) + day) % day;
    return new FeelTime(Number(nanos), this.offset, this.zone);
  }

  /** Gives the duration from the other time to this one. As in the engine, it is never negative between times with an offset. */
  since(other: FeelTime): DaysTimeDuration {
    const difference = this.compare(other);
    return new DaysTimeDuration(BigInt(this.offset === undefined ? difference : Math.abs(difference)));
  }

  property(name: string): Value | undefined {
    return clockProperty(name, this.nanos, this.offset, this.zone);
  }

  toText(): string {
    return clockText(this.nanos) + zoneText(this.offset, this.zone);
  }

  toConnectorText(): string {
    if (this.offset === undefined) return clockText(this.nanos);
    return shortClockText(this.nanos) + offsetText(this.offset);
  }

  /** Gives the ISO 8601 text with the offset, without the name of the zone. */
  toIsoText(): string {
    return clockText(this.nanos) + zoneText(this.offset, undefined);
  }

  compare(other: FeelTime): number {
    return this.nanos - other.nanos - ((this.offset ?? 0) - (other.offset ?? 0)) * nanosPerSecond;
  }

  equals(other: FeelTime): boolean {
    return this.nanos === other.nanos && this.offset === other.offset && this.zone?.id === other.zone?.id;
  }
}

/** Gives a property that times and dates with times share, or undefined when there is no such property. */
export function clockProperty(
  name: string,
  nanos: number,
  offset: number | undefined,
  zone: Zone | undefined,
): Value | undefined {
  const seconds = Math.floor(nanos / nanosPerSecond);
  switch (name) {
    case 'hour':
      return Math.floor(seconds / 3600);
    case 'minute':
      return Math.floor(seconds / 60) % 60;
    case 'second':
      return seconds % 60;
    case 'time offset':
      return offset === undefined ? null : DaysTimeDuration.ofSeconds(offset);
    case 'timezone':
      return zone?.id ?? null;
    default:
      return undefined;
  }
}

/** Writes a time of day with its seconds and, if it has a fraction, as few digits as it needs, like `10:00:00.5`. */
export function clockText(nanos: number): string {
  const seconds = Math.floor(nanos / nanosPerSecond);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = String(nanos % nanosPerSecond)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + (fraction && `.${fraction}`);
}

/** Writes the end of a FEEL text: the zone like `@Europe/Berlin`, else the offset if there is one. */
export function zoneText(offset: number | undefined, zone: Zone | undefined): string {
  if (zone !== undefined) return `@${zone.id}`;
  return offset === undefined ? '' : offsetText(offset);
}

/** Writes a time as Java does: without seconds if they are zero, and with a fraction of 3, 6 or 9 digits. */
function shortClockText(nanos: number): string {
  const [clock = '', fraction] = clockText(nanos).split('.');
  if (fraction !== undefined) return `${clock}.${fraction.padEnd(Math.ceil(fraction.length / 3) * 3, '0')}`;
  return clock.endsWith(':00') ? clock.slice(0, -3) : clock;
}

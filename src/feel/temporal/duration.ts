import { FeelError } from '../errors.ts';
import { Decimal, type FeelNumber, TemporalValue, type Value } from '../values.ts';
import { nanosPerSecond } from './local.ts';

const second = BigInt(nanosPerSecond);
const millisecond = 1_000_000n;

/** A duration of days, hours, minutes and seconds. As in Java, its seconds have 64 bits. */
export class DaysTimeDuration extends TemporalValue {
  readonly kind = 'days and time duration';
  readonly propertyNames = ['days', 'hours', 'minutes', 'seconds'];
  readonly nanos: bigint;

  /** @throws FeelError when it is too long */
  constructor(nanos: bigint) {
    super();
    const seconds = floorDivide(nanos, second);
    if (BigInt.asIntN(64, seconds) !== seconds) throw new FeelError('the duration is too long');
    this.nanos = nanos;
  }

  static ofSeconds(seconds: number): DaysTimeDuration {
    return new DaysTimeDuration(BigInt(seconds) * second);
  }

  static ofMillis(millis: number): DaysTimeDuration {
    return new DaysTimeDuration(BigInt(millis) * millisecond);
  }

  /** The whole seconds, rounded down. */
  get seconds(): bigint {
    return floorDivide(this.nanos, second);
  }

  /** Gives the whole milliseconds, rounded towards zero. @throws FeelError when they exceed 64 bits */
  toMillis(): FeelNumber {
    return toNumber(this.millis());
  }

  plus(other: DaysTimeDuration): DaysTimeDuration {
    return new DaysTimeDuration(this.nanos + other.nanos);
  }

  negated(): DaysTimeDuration {
    return new DaysTimeDuration(-this.nanos);
  }

  times(factor: number): DaysTimeDuration {
    return new DaysTimeDuration(this.nanos * BigInt(factor));
  }

  /** Divides the milliseconds of two durations. @throws FeelError when the other is shorter than a millisecond */
  dividedBy(other: DaysTimeDuration): FeelNumber {
    const divisor = other.millis();
    if (divisor === 0n) throw new FeelError('a duration below a millisecond is no divisor');
    return toNumber(this.millis() / divisor);
  }

  property(name: string): Value | undefined {
    const [days, hours, minutes, seconds] = parts(this.seconds);
    switch (name) {
      case 'days':
        return days;
      case 'hours':
        return hours;
      case 'minutes':
        return minutes;
      case 'seconds':
        return seconds;
      default:
        return undefined;
    }
  }

  toText(): string {
    const { seconds } = this;
    if (seconds === 0n) return 'P0D';
    const [d, h, m, s] = parts(seconds < 0n ? -seconds : seconds);
    const time = unit(h, 'H') + unit(m, 'M') + unit(s, 'S');
    return `${seconds < 0n ? '-' : ''}P${unit(d, 'D')}${time && `T${time}`}`;
  }

  toConnectorText(): string {
    if (this.nanos === 0n) return 'PT0S';
    const [days, hours, minutes, seconds] = parts(this.nanos / second);
    const fraction = String(absolute(this.nanos % second))
      .padStart(9, '0')
      .replace(/0+$/, '');
    const sign = this.nanos < 0n && seconds === 0 ? '-' : '';
    const tail = fraction === '' ? unit(seconds, 'S') : `${sign}${seconds}.${fraction}S`;
    return `PT${unit(days * 24 + hours, 'H')}${unit(minutes, 'M')}${tail}`;
  }

  compare(other: DaysTimeDuration): number {
    return this.nanos < other.nanos ? -1 : Number(this.nanos > other.nanos);
  }

  equals(other: DaysTimeDuration): boolean {
    return this.nanos === other.nanos;
  }

  private millis(): bigint {
    const millis = this.nanos / millisecond;
    if (BigInt.asIntN(64, millis) !== millis) throw new FeelError('the duration is too long to be divided');
    return millis;
  }
}

/** A duration of years and months. As in Java, its years have 32 bits. */
export class YearsMonthsDuration extends TemporalValue {
  readonly kind = 'years and months duration';
  readonly propertyNames = ['years', 'months'];
  readonly months: number;

  /** @throws FeelError when it is too long */
  constructor(months: number) {
    super();
    const years = Math.trunc(months / 12);
    if ((years | 0) !== years) throw new FeelError('the duration is too long');
    this.months = months;
  }

  plus(other: YearsMonthsDuration): YearsMonthsDuration {
    return new YearsMonthsDuration(this.months + other.months);
  }

  negated(): YearsMonthsDuration {
    return new YearsMonthsDuration(-this.months);
  }

  times(factor: number): YearsMonthsDuration {
    // Java multiplies years and months separately, in 32 bits each.
    const [years, months] = [Math.trunc(this.months / 12) * factor, (this.months % 12) * factor];
    if ((years | 0) !== years || (months | 0) !== months) throw new FeelError('the duration is too long');
    return new YearsMonthsDuration(years * 12 + months);
  }

  property(name: string): Value | undefined {
    if (name === 'years') return Math.trunc(this.months / 12);
    return name === 'months' ? this.months % 12 : undefined;
  }

  toText(): string {
    if (this.months === 0) return 'P0Y';
    const months = Math.abs(this.months);
    return `${this.months < 0 ? '-' : ''}P${unit(Math.floor(months / 12), 'Y')}${unit(months % 12, 'M')}`;
  }

  toConnectorText(): string {
    if (this.months === 0) return 'P0D';
    return `P${unit(Math.trunc(this.months / 12), 'Y')}${unit(this.months % 12, 'M')}`;
  }

  compare(other: YearsMonthsDuration): number {
    return this.months - other.months;
  }

  equals(other: YearsMonthsDuration): boolean {
    return this.months === other.months;
  }
}

/** Gives days, hours, minutes and seconds. All have the sign of the whole duration. */
function parts(seconds: bigint): [number, number, number, number] {
  const days = seconds / 86_400n;
  const rest = Number(seconds % 86_400n);
  return [Number(days), Math.trunc(rest / 3600), Math.trunc(rest / 60) % 60, rest % 60];
}

function toNumber(integer: bigint): FeelNumber {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : new Decimal(integer, 0);
}

function unit(amount: number, letter: string): string {
  return amount === 0 ? '' : `${amount}${letter}`;
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n;
}

function absolute(a: bigint): bigint {
  return a < 0n ? -a : a;
}

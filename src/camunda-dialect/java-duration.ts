/** https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/time/Duration.html#parse(java.lang.CharSequence) */
const JAVA_DURATION =
  /^([-+]?)P(?:([-+]?\d+)D)?(?:T(?=[-+\d])(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;
const LONGEST_MS = 2n ** 63n - 1n;

/**
 * Reads a duration as Java's `Duration.parse` does, like `PT30S`, `-P1D` or `pt1.5s`, in whole milliseconds towards zero.
 * @returns undefined when it is none; `too long` when its milliseconds have more than 64 bits
 */
export function parseJavaDuration(text: string): number | 'too long' | undefined {
  const match = JAVA_DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, days, hours, minutes, seconds, fraction = ''] = match;
  if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  const whole = (part: string | undefined) => BigInt(part?.replace('+', '') ?? 0);
  const nanos = BigInt(fraction.padEnd(9, '0')) * (seconds?.startsWith('-') ? -1n : 1n);
  const inSeconds = ((whole(days) * 24n + whole(hours)) * 60n + whole(minutes)) * 60n + whole(seconds);
  const millis = ((inSeconds * 1_000_000_000n + nanos) / 1_000_000n) * (sign === '-' ? -1n : 1n);
  return millis > LONGEST_MS || millis < -LONGEST_MS ? 'too long' : Number(millis);
}

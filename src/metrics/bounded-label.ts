/** What counts together once there are too many. */
const OTHER = 'other';

/**
 * Makes a label whose values come from outside, like names of tables. The first values that come keep their names, and all later
 * ones are `other`: each value is a series, which Prometheus keeps.
 * @param most how many values keep their names
 * @returns a function that gives the value to count under
 */
export function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return OTHER;
    known.add(value);
    return value;
  };
}

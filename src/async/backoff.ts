/**
 * How many milliseconds to wait before try number `attempt` (from 1): at random from half of a pause to all of it. The pause
 * doubles with each try, from `first` up to `longest`. Those who failed together do not try again together, nor at once.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("equal jitter")
 */
export function backoff(attempt: number, first: number, longest: number): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1));
  return full * (0.5 + Math.random() / 2);
}

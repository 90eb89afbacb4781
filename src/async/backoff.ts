/**
 * Gives how many milliseconds to wait after the failure of try number `attempt` (from 1): a random time between half of a pause
 * and all of it. The pause doubles with each try, from `first` up to `longest`. Tries that failed together do not come again
 * together, nor at once.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("equal jitter")
 */
export function backoff(attempt: number, first: number, longest: number): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1));
  return full * (0.5 + Math.random() / 2);
}

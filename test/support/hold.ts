/** Holds the loop of this process for so many milliseconds, as if the process stood still. */
export function holdLoop(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

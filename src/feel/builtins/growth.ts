const first = 1000;

/**
 * Makes a function that pays for a list or a text whose size is not known in advance. Call it with each new size. It pays each time
 * the size has doubled.
 */
export function growing(pay: (size: number) => void): (size: number) => void {
  let next = first;
  return (size) => {
    if (size < next) return;
    pay(size);
    next = size * 2;
  };
}

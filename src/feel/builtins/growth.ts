const first = 1000;

/** Pays for a list or text whose size is not known before: each time it has doubled. */
export function growing(pay: (size: number) => void): (size: number) => void {
  let next = first;
  return (size) => {
    if (size < next) return;
    pay(size);
    next = size * 2;
  };
}

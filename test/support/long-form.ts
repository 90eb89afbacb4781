/** Whether tests run in their long form (`--mode long`): each case, and many times. Else they run a sample that is always the same. */
export const isLongForm = Number(process.env.SOAK_MINUTES) > 0;

/** Gives a number for the long form, or a smaller one. */
export function inLongForm(long: number, otherwise: number): number {
  return isLongForm ? long : otherwise;
}

/** Gives all of a list in the long form, or else every n-th of it, from one on. */
export function everyNth<Member>(list: readonly Member[], n: number, from = 0): Member[] {
  return list.filter((_, index) => isLongForm || index % n === from % n);
}

/** What a gateway of a version can do. */
export interface Version {
  readonly text: string;
  /** Whether it has what this version has brought. */
  has(since: string): boolean;
}

/** @param text like `8.10.9` */
export function versionOf(text: string): Version {
  return { text, has: (since) => compare(text, since) >= 0 };
}

function compare(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}

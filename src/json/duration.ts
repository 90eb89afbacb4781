/** What `parseDuration` reads. */
export const DURATION = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/;

/**
 * The milliseconds of an ISO 8601 duration of days, hours, minutes and seconds, like `PT1M30S`; undefined when the text is none.
 * Years, months and weeks have no fixed length, or are not in Zeebe's grammar, and are refused.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const milliseconds = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

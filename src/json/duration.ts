/** The texts that `parseDuration` reads. */
export const DURATION = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/;

/**
 * Gives the milliseconds of an ISO 8601 duration of days, hours, minutes and seconds, like `PT1M30S`. Gives undefined when the
 * text is not such a duration. Years and months are refused because they have no fixed length, weeks because Zeebe's grammar
 * lacks them.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const milliseconds = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

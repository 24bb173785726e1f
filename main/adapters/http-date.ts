import { toDays } from "../domain/civil-date.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
/** IMF-fixdate, the one form that servers may send: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const FIXDATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** A `Date` header (RFC 9110 5.6.7) as Unix milliseconds; null for any other text. */
export const parseHttpDate = (text: string): number | null => {
  const match = FIXDATE.exec(text);
  if (match === null) return null;
  const [, dayText = "", name = "", ...rest] = match;
  const month = MONTHS.indexOf(name) + 1;
  const [day = 0, year = 0, hour = 0, minute = 0, second = 0] = [dayText, ...rest].map(Number);
  if (month === 0 || day < 1 || day > 31) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const days = toDays({ year, month, day });
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000;
};

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;
const DAYS_TO_1970 = 719_162;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days of the proleptic Gregorian calendar before 1 January of `year`, counted from year 1. */
const daysBeforeYear = (year: number): number => {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
};

/** Days since 1 January 1970, or null when the calendar has no such day. */
const dayNumber = (year: number, month: number, day: number): number | null => {
  const before = DAYS_BEFORE_MONTH[month - 1];
  const after = DAYS_BEFORE_MONTH[month];
  if (before === undefined || after === undefined || year < 1970) return null;
  const leap = isLeap(year);
  const length = after - before + (leap && month === 2 ? 1 : 0);
  if (day < 1 || day > length) return null;
  const leapDay = leap && month > 2 ? 1 : 0;
  return daysBeforeYear(year) - DAYS_TO_1970 + before + leapDay + day - 1;
};

/**
 * Read an RFC 3339 time in UTC, from 1970 on, with at most three decimals, as Unix milliseconds.
 * Null for anything else: another offset, a day that does not exist, a leap second.
 */
export const parseInstant = (text: string): number | null => {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const days = dayNumber(year, month, day);
  if (days === null || hour > 23 || minute > 59 || second > 59) return null;
  const seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return seconds * 1_000 + Number((match[7] ?? "").padEnd(3, "0"));
};

import { toCivil, toDays } from "../../domain/civil-date.ts";

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

/** Days since 1 January 1970, or null when the calendar has no such day. */
const dayNumber = (year: number, month: number, day: number): number | null => {
  if (year < 1970) return null;
  const days = toDays({ year, month, day });
  const found = toCivil(days);
  return found.month === month && found.day === day ? days : null;
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

const MS_A_DAY = 86_400_000;
const digits = (value: number, count: number): string => value.toString().padStart(count, "0");

/** RFC 3339 in UTC with three decimals: `2026-03-15T09:26:53.589Z`. From 1970 to 9999. */
export const formatInstant = (atMs: number): string => {
  const days = Math.floor(atMs / MS_A_DAY);
  const restMs = atMs - days * MS_A_DAY;
  const { year, month, day } = toCivil(days);
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  const [hour, minute, second] = [3_600_000, 60_000, 1_000].map((unit) =>
    Math.floor(restMs / unit),
  );
  const time = [hour ?? 0, (minute ?? 0) % 60, (second ?? 0) % 60].map((part) => digits(part, 2));
  return `${date}T${time.join(":")}.${digits(restMs % 1_000, 3)}Z`;
};

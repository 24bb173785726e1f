import { wireFailure } from "./wire.ts";

const DAY_MS = 86_400_000;
/** Phnom Penh is seven hours ahead of UTC all year. */
const PHNOM_PENH_MS = 7 * 3_600_000;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

/** Days from 1970-01-01 to the first of January of `year`. */
const daysBefore = (year: number): number => {
  const last = year - 1;
  const leaps = (until: number): number =>
    Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400);
  return (year - 1970) * 365 + leaps(last) - leaps(1969);
};

const ISO = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ].*)?$/;
const AMERICAN = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/;

/**
 * The instant at which a feed's day begins in Phnom Penh, from `2026-08-20` (a time of day after it
 * is left aside) or from the central bank's `08/20/2026`. Throws `RATE_WIRE_INVALID`.
 */
export const dayStartMs = (text: string): number => {
  const groups = (ISO.exec(text) ?? AMERICAN.exec(text))?.groups ?? {};
  const [year, month, day] = [groups["year"], groups["month"], groups["day"]].map(Number);
  if (year === undefined || month === undefined || day === undefined) {
    throw wireFailure("no date");
  }
  const known = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!known) throw wireFailure("no such date");
  let days = daysBefore(year) + day - 1;
  for (let before = 1; before < month; before += 1) days += daysIn(year, before);
  return days * DAY_MS - PHNOM_PENH_MS;
};

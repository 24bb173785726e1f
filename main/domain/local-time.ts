/**
 * Asia/Phnom_Penh: UTC+7 without daylight saving, since 1975. Kept as arithmetic so that neither a
 * receipt nor a business day depends on the time-zone data of the machine.
 */
import { toCivil, toDays } from "./civil-date.ts";

const OFFSET_MS = 7 * 3_600_000;

/** Length of a day of Phnom Penh: always the same, for its clocks never change. */
export const DAY_MS = 86_400_000;

/** A day of Phnom Penh, midnight to midnight, as `2026-10-26`: what a day close is about. */
export type BusinessDay = string & { readonly businessDay: unique symbol };

/** The instants of a business day. */
export interface DaySpan {
  readonly fromMs: number;
  /** The first instant of the day after. */
  readonly untilMs: number;
}

/** Two digits: `07`. */
const two = (value: number): string => value.toString().padStart(2, "0");

const localDays = (atMs: number): number => Math.floor((atMs + OFFSET_MS) / DAY_MS);

const formatDays = (days: number): BusinessDay => {
  const { year, month, day } = toCivil(days);
  return `${year.toString().padStart(4, "0")}-${two(month)}-${two(day)}` as BusinessDay;
};

/** The business day that an instant belongs to. */
export const businessDayOf = (atMs: number): BusinessDay => formatDays(localDays(atMs));

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A text as a business day; null when it is none, or the calendar has no such day. */
export const parseBusinessDay = (text: string): BusinessDay | null => {
  const match = DAY.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const found = formatDays(toDays({ year, month, day }));
  return found === text ? found : null;
};

/** From midnight to midnight. */
export const spanOf = (day: BusinessDay): DaySpan => {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const fromMs = toDays({ year, month, day: date }) * DAY_MS - OFFSET_MS;
  return { fromMs, untilMs: fromMs + DAY_MS };
};

/** Whole minutes since midnight of Phnom Penh, 0 to 1,439. */
export const localMinuteOf = (atMs: number): number =>
  Math.floor((atMs + OFFSET_MS - localDays(atMs) * DAY_MS) / 60_000);

/** `14:33:20`, local time of Phnom Penh. */
const localClock = (atMs: number): string => {
  const seconds = Math.floor((atMs + OFFSET_MS - localDays(atMs) * DAY_MS) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return time.map(two).join(":");
};

/** `2026-10-26 14:33:20`, local time of Phnom Penh. */
export const formatLocalTime = (atMs: number): string =>
  `${businessDayOf(atMs)} ${localClock(atMs)}`;

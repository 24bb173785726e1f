/**
 * Asia/Phnom_Penh: UTC+7 without daylight saving, since 1975. Kept as arithmetic so that neither a
 * receipt nor a business day depends on the time-zone data of the machine.
 */
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

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Two digits: `07`. */
const two = (value: number): string => value.toString().padStart(2, "0");

/** Days since 1970-01-01 to a date of the Gregorian calendar (Hinnant's civil-from-days). */
const toCivil = (days: number): CivilDate => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
};

/** The other way (Hinnant's days-from-civil). */
const toDays = ({ year, month, day }: CivilDate): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
};

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

/** `14:33:20`, local time of Phnom Penh. */
const localClock = (atMs: number): string => {
  const seconds = Math.floor((atMs + OFFSET_MS - localDays(atMs) * DAY_MS) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return time.map(two).join(":");
};

/** `2026-10-26 14:33:20`, local time of Phnom Penh. */
export const formatLocalTime = (atMs: number): string =>
  `${businessDayOf(atMs)} ${localClock(atMs)}`;

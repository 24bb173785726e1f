// Cambodia has kept UTC+7 without summer time since long before KHQR.
const PHNOM_PENH_MS = 7 * 3_600_000;

const two = (value: number): string => value.toString().padStart(2, "0");

/** Time of day in Phnom Penh: `14:05:09`. */
export const clockTime = (atMs: number): string => {
  const seconds = Math.floor((atMs + PHNOM_PENH_MS) / 1000) % 86_400;
  const hours = Math.floor(seconds / 3600);
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

/** Days since 1970-01-01 as year, month and day of the Gregorian calendar. */
const civilDate = (days: number): readonly [number, number, number] => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const civilMonth = month < 10 ? month + 3 : month - 9;
  return [yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day];
};

/** Date and time in Phnom Penh: `2026-11-23 14:05`. */
export const dateTime = (atMs: number): string => {
  const [year, month, day] = civilDate(Math.floor((atMs + PHNOM_PENH_MS) / 86_400_000));
  return `${year}-${two(month)}-${two(day)} ${clockTime(atMs).slice(0, 5)}`;
};

/** True when both instants are of one day in Phnom Penh. */
export const isSameDay = (oneMs: number, otherMs: number): boolean =>
  Math.floor((oneMs + PHNOM_PENH_MS) / 86_400_000) ===
  Math.floor((otherMs + PHNOM_PENH_MS) / 86_400_000);

/** A length of time as people read a clock: `0:42`, `12:05`, `3:00:00`. Never below zero. */
export const duration = (lengthMs: number): string => {
  const seconds = Math.max(0, Math.ceil(lengthMs / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
};

/**
 * Asia/Phnom_Penh: UTC+7 without daylight saving, since 1975. Kept as arithmetic so that a receipt
 * does not depend on the time-zone data of the machine.
 */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

const two = (value: number): string => value.toString().padStart(2, "0");

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

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

/** `2026-10-26 14:33:20`, local time of Phnom Penh. */
export const formatLocalTime = (atMs: number): string => {
  const local = atMs + OFFSET_MS;
  const days = Math.floor(local / DAY_MS);
  const { year, month, day } = toCivil(days);
  const seconds = Math.floor((local - days * DAY_MS) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${year}-${two(month)}-${two(day)} ${time.map(two).join(":")}`;
};

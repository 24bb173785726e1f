import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  businessDayOf,
  DAY_MS,
  formatLocalTime,
  parseBusinessDay,
  spanOf,
} from "../../main/domain/local-time.ts";

const REFERENCE = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Phnom_Penh",
  calendar: "gregory",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const byIntl = (atMs: number): string => {
  const parts = new Map(REFERENCE.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}:${of("second")}`;
};

describe("the time in Phnom Penh", () => {
  it.each([
    [Date.UTC(2026, 9, 26, 7, 33, 20), "2026-10-26 14:33:20"],
    [Date.UTC(2026, 11, 31, 16, 59, 59, 999), "2026-12-31 23:59:59"],
    [Date.UTC(2026, 11, 31, 17), "2027-01-01 00:00:00"],
    [Date.UTC(2028, 1, 28, 17), "2028-02-29 00:00:00"],
    [Date.UTC(2100, 1, 28, 17), "2100-03-01 00:00:00"],
    [0, "1970-01-01 07:00:00"],
  ])("%i is %s", (atMs, text) => {
    expect(formatLocalTime(atMs)).toBe(text);
  });

  it("is what the machine's own time zones say, from 1976 to 2400", () => {
    const instant = fc.integer({ min: Date.UTC(1976, 0, 1), max: Date.UTC(2400, 0, 1) });
    fc.assert(
      fc.property(instant, (atMs) => {
        expect(formatLocalTime(atMs)).toBe(byIntl(atMs));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a business day", () => {
  it("spans exactly the instants that belong to it", () => {
    const instant = fc.integer({ min: 0, max: Date.UTC(2400, 0, 1) });
    fc.assert(
      fc.property(instant, (atMs) => {
        const day = businessDayOf(atMs);
        const { fromMs, untilMs } = spanOf(day);
        expect(atMs >= fromMs && atMs < untilMs).toBe(true);
        expect(untilMs - fromMs).toBe(DAY_MS);
        expect(businessDayOf(fromMs)).toBe(day);
        expect(businessDayOf(fromMs - 1) < day).toBe(true);
        expect(businessDayOf(untilMs) > day).toBe(true);
        expect(parseBusinessDay(day)).toBe(day);
      }),
    );
  });

  it.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-32", ""])(
    "is not %s",
    (text) => {
      expect(parseBusinessDay(text)).toBeNull();
    },
  );
});

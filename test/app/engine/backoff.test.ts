import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullJitterMs } from "../../../main/app/engine/backoff.ts";
import type { Random } from "../../../main/ports/random.ts";

const chance = (fraction: number): Random => ({
  bytes: (count) => new Uint8Array(count),
  fraction: () => fraction,
});

const FRACTION = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("full jitter", () => {
  it("stays between nothing and the ceiling, whatever the number of attempts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 600_000 }),
        FRACTION,
        (attempts, baseMs, capMs, fraction) => {
          const waitMs = fullJitterMs(attempts, { baseMs, capMs }, chance(fraction));
          expect(Number.isSafeInteger(waitMs)).toBe(true);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(Math.min(capMs, baseMs * 2 ** attempts));
        },
      ),
    );
  });

  it("grows with the attempts up to the cap and never shrinks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), FRACTION, (attempts, fraction) => {
        const backoff = { baseMs: 500, capMs: 30_000 };
        const wait = (count: number): number => fullJitterMs(count, backoff, chance(fraction));
        expect(wait(attempts + 1)).toBeGreaterThanOrEqual(wait(attempts));
      }),
    );
  });

  it.each([
    [0, 500],
    [1, 1_000],
    [5, 16_000],
    [6, 30_000],
    [1_000, 30_000],
  ])("has a ceiling of its own for attempt %i: %i ms", (attempts, ceilingMs) => {
    const backoff = { baseMs: 500, capMs: 30_000 };
    expect(fullJitterMs(attempts, backoff, chance(0.5))).toBe(ceilingMs / 2);
    expect(fullJitterMs(attempts, backoff, chance(0))).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import {
  type Breaker,
  CLOSED,
  failed,
  mayStart,
  started,
} from "../../../main/app/engine/breaker.ts";

const POLICY = { failures: 3, baseMs: 1_000, capMs: 8_000 };
/** Jitter takes the whole ceiling. */
const random = { bytes: (count: number) => new Uint8Array(count), fraction: () => 1 };

const fail = (breaker: Breaker, nowMs: number, atLeastMs = 0): Breaker =>
  failed(breaker, POLICY, { nowMs, random, atLeastMs });
const failTimes = (times: number): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => fail(breaker, 0), CLOSED);

describe("a breaker", () => {
  it("lets everything through until enough calls in a row have failed", () => {
    expect(mayStart(failTimes(2), 0)).toBe(true);
    expect(failTimes(3)).toEqual({ kind: "open", openings: 1, untilMs: 2_000 });
    expect(mayStart(failTimes(3), 1_999)).toBe(false);
    expect(mayStart(failTimes(3), 2_000)).toBe(true);
  });

  it("lets one probe through, and nothing beside it", () => {
    const probing = started(failTimes(3));
    expect(probing).toEqual({ kind: "probing", openings: 1 });
    expect(mayStart(probing, 1e9)).toBe(false);
    expect(started(CLOSED)).toBe(CLOSED);
  });

  it("waits longer after every failed probe, up to the cap", () => {
    let breaker = failTimes(3);
    const waits: number[] = [];
    for (let probe = 0; probe < 4; probe += 1) {
      breaker = fail(started(breaker), 0);
      if (breaker.kind === "open") waits.push(breaker.untilMs);
    }
    expect(waits).toEqual([4_000, 8_000, 8_000, 8_000]);
  });

  it("waits at least as long as the remote asked for, whoever heard it", () => {
    expect(fail(started(failTimes(3)), 100, 60_000)).toMatchObject({ untilMs: 60_100 });
    expect(fail(failTimes(3), 100, 60_000)).toMatchObject({ untilMs: 60_100, openings: 1 });
    expect(fail(failTimes(3), 100)).toMatchObject({ untilMs: 2_000, openings: 1 });
    expect(fail(CLOSED, 100, 60_000)).toEqual({ kind: "open", openings: 1, untilMs: 60_100 });
  });
});

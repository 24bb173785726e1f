import { describe, expect, it } from "vitest";
import { createDayBlock } from "../../../main/app/day-close/day-block.ts";
import { businessDayOf } from "../../../main/domain/local-time.ts";
import { flush } from "../../support/manual-clock.ts";
import { NOW_MS, QUOTE } from "../../support/swaps.ts";
import { type CloseRig, createCloseRig } from "../support/day-close-rig.ts";

const MAX_UNMATCHED = { KHR: 24_000n, USD: 600n };
const TODAY = businessDayOf(NOW_MS);

const isBlocked = (rig: CloseRig) =>
  createDayBlock({ closes: rig.journal().closes, maxUnmatched: MAX_UNMATCHED });

/** Each payment is for 12,000 riel; 24,000 may be open. */
const close = async (rig: CloseRig): Promise<void> => {
  expect(await rig.days().close(TODAY)).toBeNull();
  await flush();
};

describe("differences that nobody has dealt with", () => {
  it.each([
    [2, false],
    [3, true],
  ] as const)("%i payments that the bank does not have: blocked is %s", async (count, blocked) => {
    expect(QUOTE.fiat.minor).toBe(12_000n);
    const rig = createCloseRig();
    for (let paid = 0; paid < count; paid += 1) await rig.payment();
    rig.told.lines = () => [];
    expect(isBlocked(rig)("KHR")).toBe(false);
    await close(rig);
    expect(rig.days().tasks()).toHaveLength(count);
    expect(isBlocked(rig)("KHR")).toBe(blocked);
    expect(isBlocked(rig)("USD")).toBe(false);
  });

  it("block until a person has dealt with enough of them", async () => {
    const rig = createCloseRig();
    for (let paid = 0; paid < 3; paid += 1) await rig.payment();
    rig.told.lines = () => [];
    await close(rig);
    const [task] = rig.days().tasks();
    expect(rig.days().resolve(task?.id ?? 0, "asked the bank")).toBeNull();
    expect(isBlocked(rig)("KHR")).toBe(false);
  });

  it("block until a close finds that they match", async () => {
    const rig = createCloseRig();
    for (let paid = 0; paid < 3; paid += 1) await rig.payment();
    rig.told.lines = () => [];
    await close(rig);
    expect(isBlocked(rig)("KHR")).toBe(true);
    rig.told.lines = (honest) => honest;
    await close(rig);
    expect(isBlocked(rig)("KHR")).toBe(false);
  });

  it("come to the sum of what each of them is apart, too much and too little", async () => {
    const rig = createCloseRig();
    for (let paid = 0; paid < 2; paid += 1) await rig.payment();
    rig.told.lines = (honest) =>
      honest.map((line, index) => ({
        ...line,
        amount: { ...line.amount, minor: index === 0 ? 24_001n : 0n } as never,
      }));
    await close(rig);
    expect(isBlocked(rig)("KHR")).toBe(true);
  });
});

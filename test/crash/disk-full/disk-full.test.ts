import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runOnSmallDisk } from "./small-disk.ts";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const onSmallDisk = (reserveBytes: number): unknown =>
  runOnSmallDisk(here("./on-a-full-disk.ts"), 4, [String(reserveBytes)]);

describe("F26: the disk full in the middle of a payment", () => {
  it("lets the payment end on the reserve, begins none, and leaves the journal whole", () => {
    expect(onSmallDisk(1_048_576)).toMatchObject({
      freeWhenFull: 0,
      lastOpened: "JOURNAL_DISK_FULL",
      steps: { done: 20 },
      afterwards: "done",
      unbalanced: 0,
      again: "done",
      integrity: "ok",
    });
  });

  it("without a reserve writes nothing at all, and leaves the journal whole", () => {
    expect(onSmallDisk(0)).toMatchObject({
      lastOpened: "JOURNAL_DISK_FULL",
      steps: { JOURNAL_DISK_FULL: 20 },
      state: "invoicing",
      lastWithoutReserve: "JOURNAL_DISK_FULL",
      afterwards: "done",
      unbalanced: 0,
      again: "done",
      integrity: "ok",
    });
  });
});

describe("a start on a full disk", () => {
  it("says so, asks nobody, and goes on with the open payment as soon as there is room", () => {
    expect(runOnSmallDisk(here("./start-on-a-full-disk.ts"), 8)).toEqual({
      before: "awaiting-payment",
      blocked: "JOURNAL_DISK_FULL",
      askedMeanwhile: 0,
      after: "awaiting-payment",
      ended: "paid",
      credits: 1,
      unbalanced: 0,
    });
  }, 60_000);
});

import { describe, expect } from "vitest";
import type { PayEventKind } from "../../main/domain/swap.ts";
import { CONSISTENCY_MS, it, killInPayout } from "../support/crash-bench.ts";
import type { JournalAudit } from "../support/journal-audit.ts";

const UP_TO_THE_PAYOUT: readonly PayEventKind[] = [
  "quote-confirmed",
  "invoice-created",
  "invoice-held",
  "held-assessed",
];

const kindsOf = ({ events: [first = []] }: JournalAudit): readonly PayEventKind[] =>
  first.map(({ event }) => event.kind);

const atMs = ({ events: [first = []] }: JournalAudit, kind: PayEventKind): number =>
  first.find(({ event }) => event.kind === kind)?.event.atMs ?? 0;

describe.concurrent("a terminal killed while the payout is under way", { timeout: 80_000 }, () => {
  it("which happened, its answer lost (F32): asked about, never sent again", async ({ rig }) => {
    const { rail } = rig.world;
    // The rail does not know of it at first when asked: "not found" must not bring on a second order.
    rail.setSettings({ consistencyMs: 5_000 });
    const key = await killInPayout(rig, "timeout-but-happens");
    expect(rail.payoutsOf(key)).toBe(1);

    const terminal = await rig.start();
    await terminal.untilStage("paid");
    const audit = await rig.endRightly("paid");
    expect(rail.attemptsOf(key)).toBe(1);
    expect(kindsOf(audit)).toEqual([
      ...UP_TO_THE_PAYOUT,
      "recovered",
      "payout-done",
      "invoice-settled",
    ]);
  });

  it("which did not happen (F33): sent again under its key, once the rail's window is over", async ({
    rig,
  }) => {
    const { rail } = rig.world;
    const key = await killInPayout(rig, "timeout-and-does-not-happen");
    expect(rail.payoutsOf(key)).toBe(0);

    const terminal = await rig.start();
    await terminal.untilStage("paid");
    const audit = await rig.endRightly("paid");
    expect(rail.attemptsOf(key)).toBe(2);
    expect(rail.credits().map((credit) => credit.key)).toEqual([key]);
    expect(kindsOf(audit)).toEqual([
      ...UP_TO_THE_PAYOUT,
      "recovered",
      "payout-not-found",
      "payout-done",
      "invoice-settled",
    ]);
    const waitedMs = atMs(audit, "payout-not-found") - atMs(audit, "held-assessed");
    expect(waitedMs).toBeGreaterThanOrEqual(CONSISTENCY_MS);
  });

  it("which the bank had not decided: waits for its word", async ({ rig }) => {
    const { rail } = rig.world;
    rail.setSettings({ pendingMs: 4_000 });
    const key = await killInPayout(rig, "pending-then-paid");
    const terminal = await rig.start();
    await terminal.untilStage("paid");
    await rig.endRightly("paid");
    expect(rail.attemptsOf(key)).toBe(1);
  });

  it("which the bank refuses in the end: given back", async ({ rig }) => {
    const { rail } = rig.world;
    rail.setSettings({ pendingMs: 4_000 });
    const key = await killInPayout(rig, "late-failed");
    const terminal = await rig.start();
    const { view } = await terminal.untilStage("returned");
    expect(view).toMatchObject({ swap: { reason: "payout-refused", supportCode: "BANK_REFUSED" } });
    await rig.endRightly("returned");
    expect(rail.attemptsOf(key)).toBe(1);
  });
});

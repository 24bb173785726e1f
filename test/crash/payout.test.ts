import { describe, expect, vi } from "vitest";
import type { PayEventKind } from "../../main/domain/swap.ts";
import type { RailFault } from "../../sandbox/rail/faults.ts";
import { BLOCKS_AT_START, CONSISTENCY_MS, it, killInPayout } from "../support/crash-bench.ts";
import type { JournalAudit } from "../support/journal-audit.ts";

// Most of these only wait for the rail's window, so all of them can wait at once.
vi.setConfig({ maxConcurrency: 9 });

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

  it("and again and again (F23): one question stays queued, nothing is sent", async ({ rig }) => {
    const { rail } = rig.world;
    const key = await killInPayout(rig, "timeout-but-happens");
    rail.setFault("down", "sticky");
    for (let life = 0; life < 3; life += 1) {
      const terminal = await rig.start();
      await terminal.untilStage("payout-unknown");
      await terminal.kill();
    }
    expect(rig.audit().effects.filter(({ kind }) => kind.endsWith("-payout"))).toMatchObject([
      { kind: "query-payout", count: 1, open: 1 },
      { kind: "submit-payout", count: 1, open: 0 },
    ]);
    rail.setFault("none");
    const last = await rig.start();
    await last.untilStage("paid");
    await rig.endRightly("paid");
    expect(rail.attemptsOf(key)).toBe(1);
  });
});

describe.concurrent("blocks found while the terminal is dead", { timeout: 80_000 }, () => {
  const rows: readonly { readonly fault: RailFault; readonly attempts: number }[] = [
    { fault: "timeout-but-happens", attempts: 1 },
    { fault: "timeout-and-does-not-happen", attempts: 2 },
  ];
  it.for(rows)(
    "too few to wait on, rail down ($fault): claimed into suspense, then paid",
    async ({ fault, attempts }, { rig }) => {
      const { rail, lnd } = rig.world;
      const key = await killInPayout(rig, fault);
      rail.setFault("down", "sticky");
      lnd.mine(BLOCKS_AT_START - 25);

      const terminal = await rig.start();
      const { view } = await terminal.untilStage("suspense");
      expect(view).toMatchObject({ swap: { reason: "suspense" } });
      expect(lnd.invoices().map(({ state }) => state)).toEqual(["SETTLED"]);
      rail.setFault("none");
      await terminal.untilStage("paid");
      await rig.endRightly("paid");
      expect(rail.attemptsOf(key)).toBe(attempts);
    },
  );

  it("so that the node gave the bitcoin back after the payout (F6): a loss, and no second payout", async ({
    rig,
  }) => {
    const { rail, lnd } = rig.world;
    const key = await killInPayout(rig, "timeout-but-happens");
    lnd.mine(BLOCKS_AT_START - 18);
    expect(lnd.wallet().payments.map(({ state }) => state)).toEqual(["returned"]);

    const terminal = await rig.start();
    const { view } = await terminal.untilStage("lost");
    expect(view).toMatchObject({ swap: { reason: "loss" } });
    await rig.endRightly("lost");
    expect(rail.attemptsOf(key)).toBe(1);
  });

  it("so that the node gave the bitcoin back, rail down: exposed until the rail decides", async ({
    rig,
  }) => {
    const { rail, lnd } = rig.world;
    const key = await killInPayout(rig, "timeout-but-happens");
    rail.setFault("down", "sticky");
    lnd.mine(BLOCKS_AT_START - 18);

    const first = await rig.start();
    const { view } = await first.untilStage("exposed");
    expect(view).toMatchObject({ swap: { reason: "bitcoin-gone" } });
    await first.kill();
    rail.setFault("none");
    const second = await rig.start();
    await second.untilStage("lost");
    await rig.endRightly("lost");
    expect(rail.attemptsOf(key)).toBe(1);
  });
});

import { describe, expect } from "vitest";
import type { RailFault } from "../../sandbox/rail/faults.ts";
import { BLOCKS_AT_START, it, killInPayout } from "../support/crash-bench.ts";

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

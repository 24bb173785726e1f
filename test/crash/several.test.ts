import { describe, expect } from "vitest";
import { type CrashBench, it, openInvoice, pay } from "../support/crash-bench.ts";
import { stageOf, type TerminalProcess } from "../support/terminal-process.ts";

/** Two invoices of one terminal on show; their payment hashes, oldest first. */
const openTwo = async (terminal: TerminalProcess): Promise<readonly [string, string]> => {
  const first = await openInvoice(terminal);
  await terminal.call("goIdle", {});
  return [first, await openInvoice(terminal)];
};

const untilAllEnded = async (terminal: TerminalProcess): Promise<void> => {
  await terminal.until(
    (snapshot) => stageOf(snapshot) === "paid" && snapshot.openElsewhere.length === 0,
    "both paid",
  );
};

const attempts = (rig: CrashBench): readonly number[] =>
  rig.audit().swaps.map(({ swap }) => rig.world.rail.attemptsOf(swap.payoutKey));

describe.concurrent("a terminal killed with two payments open", { timeout: 60_000 }, () => {
  it("both paid while it was dead: both merchants credited, once each", async ({ rig }) => {
    const first = await rig.start();
    const hashes = await openTwo(first);
    await first.kill();
    for (const hash of hashes) pay(rig, hash);
    const second = await rig.start();
    await untilAllEnded(second);
    await rig.endRightly("paid", "paid");
    expect(attempts(rig)).toEqual([1, 1]);
  });

  it("one paid and one not: one paid, one still on show", async ({ rig }) => {
    const first = await rig.start();
    const [paidHash, openHash] = await openTwo(first);
    await first.kill();
    pay(rig, paidHash);
    const second = await rig.start();
    await second.until(
      (snapshot) => stageOf(snapshot) === "awaiting-payment" && snapshot.openElsewhere.length === 0,
      "the older payment's end",
    );
    pay(rig, openHash);
    await untilAllEnded(second);
    await rig.endRightly("paid", "paid");
  });

  it("both payouts under way, the answers lost: both asked about, neither sent again", async ({
    rig,
  }) => {
    const { rail } = rig.world;
    const first = await rig.start();
    const hashes = await openTwo(first);
    rail.setFault("timeout-but-happens", "sticky");
    for (const hash of hashes) pay(rig, hash);
    await rig.until(() => rail.credits().length === 2, "both payouts");
    await first.kill();
    rail.setFault("none");
    const second = await rig.start();
    await untilAllEnded(second);
    await rig.endRightly("paid", "paid");
    expect(attempts(rig)).toEqual([1, 1]);
  });
});

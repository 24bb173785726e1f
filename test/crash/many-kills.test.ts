import { describe, expect } from "vitest";
import { confirm, type CrashBench, it, openInvoice, pay } from "../support/crash-bench.ts";
import { createSeededRandom } from "../support/seeded-random.ts";
import type { TerminalProcess } from "../support/terminal-process.ts";

const KILLS = 10;
/** A plain payment shows about fifteen snapshots: most lives end in the middle of something. */
const MOST_SNAPSHOTS = 5;

const hasPaid = ({ world }: CrashBench): boolean => world.lnd.wallet().payments.length > 0;

/** Do for the payment on screen what the cashier and the payer still have to do. */
const help = async (rig: CrashBench, terminal: TerminalProcess): Promise<void> => {
  const { view } = await terminal.until(
    (snapshot) => snapshot.view.kind !== "idle" || snapshot.view.blocked === null,
    "a beginning",
  );
  if (hasPaid(rig)) return;
  if (view.kind === "idle") await openInvoice(terminal);
  if (view.kind === "review") await confirm(terminal, view.swapId);
  await terminal.untilStage("awaiting-payment");
  pay(rig, rig.world.lnd.invoices().at(-1)?.hash ?? "");
};

/** One life: it goes on with the payment, and the power goes after so many snapshots. */
const live = async (rig: CrashBench, snapshots: number): Promise<void> => {
  const terminal = await rig.start();
  // The kill ends these waits in an error, wherever they are.
  const helped = help(rig, terminal).catch(() => null);
  await Promise.race([
    terminal.until(() => terminal.seen() >= snapshots, `${snapshots} snapshots`),
    terminal.until(({ view }) => view.kind === "idle" && hasPaid(rig), "nothing left to do"),
    terminal.untilStage("paid"),
  ]);
  await terminal.kill();
  await helped;
};

describe.concurrent("a terminal killed ten times through one payment", { timeout: 90_000 }, () => {
  it.for(["a", "b"])("ends rightly (seed %s)", async (seed, { rig }) => {
    const random = createSeededRandom(seed);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await live(rig, 1 + Math.floor(random.fraction() * MOST_SNAPSHOTS));
      expect(rig.audit().faults).toEqual([]);
    }
    const last = await rig.start();
    await help(rig, last);
    await last.until(
      ({ view }) =>
        view.kind === "idle" || (view.kind === "swap" && view.swap.situation === "paid"),
      "the payment paid",
    );
    const { swaps } = await rig.endRightly("paid");
    expect(swaps).toHaveLength(1);
  });
});

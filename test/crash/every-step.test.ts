import { describe, expect } from "vitest";
import type { PayState } from "../../main/domain/swap.ts";
import type { RailFault } from "../../sandbox/rail/faults.ts";
import { confirm, type CrashBench, it, openInvoice, pay } from "../support/crash-bench.ts";
import { stageOf, type TerminalProcess } from "../support/terminal-process.ts";

/** A line of the log: a commit just made, its effects not begun; or an effect's answer, not committed yet. */
const commit = (event: string): string => `"event":"${event}"`;
const answer = (effect: string): string => `"effect":"${effect}"`;

/** Take a payment from wherever it is to its end, as a cashier and a payer would. */
const finish = async (rig: CrashBench, terminal: TerminalProcess): Promise<void> => {
  await terminal.until(({ view }) => view.kind !== "idle" || view.blocked === null, "a beginning");
  if (rig.audit().swaps.length === 0) await openInvoice(terminal);
  const { view } = terminal.snapshot();
  if (view.kind === "review") await confirm(terminal, view.swapId);
  const ends = ["idle", "paid", "returned"];
  const shown = await terminal.until(
    (snapshot) =>
      ends.includes(stageOf(snapshot)) || stageOf(snapshot).startsWith("awaiting") || isPaid(rig),
    "an invoice to pay, or the end",
  );
  if (stageOf(shown).startsWith("awaiting") && !isPaid(rig)) {
    pay(rig, rig.world.lnd.invoices()[0]?.hash ?? "");
  }
  await terminal.until((snapshot) => ends.includes(stageOf(snapshot)), "the end");
};

const isPaid = ({ world }: CrashBench): boolean => world.lnd.wallet().payments.length > 0;

/** Let the first life come to its line and die there. */
const dieAt = async (rig: CrashBench, line: string): Promise<void> => {
  const doomed = await rig.start({ dieAtLine: line });
  // It mostly dies in the middle of what is asked of it, and the waits end in an error.
  const [, code] = await Promise.all([finish(rig, doomed).catch(() => null), doomed.exited]);
  expect(code).toBeNull();
  expect(doomed.log().trimEnd().split("\n").at(-1)).toContain(line);
};

interface Row {
  readonly line: string;
  readonly ends: PayState;
  readonly fault: RailFault;
  /** Orders that may reach the rail. */
  readonly orders: number;
}

const paid = (line: string): Row => ({ line, ends: "paid", fault: "none", orders: 1 });
const returned = (line: string): Row => ({ line, ends: "returned", fault: "refused", orders: 1 });

const ROWS: readonly Row[] = [
  paid(commit("held-assessed")),
  paid(commit("recovered")),
  paid(commit("quote-confirmed")),
  paid(answer("create-invoice")),
  paid(commit("invoice-created")),
  paid(commit("invoice-held")),
  paid(answer("assess-held")),
  paid(answer("submit-payout")),
  paid(commit("payout-done")),
  paid(answer("settle-invoice")),
  paid(commit("invoice-settled")),
  returned(commit("payout-refused")),
  returned(answer("cancel-invoice")),
  returned(commit("invoice-cancelled")),
];

describe.concurrent("a terminal that dies exactly at", { timeout: 80_000 }, () => {
  it.for(ROWS)("$line ends rightly: $ends", async ({ line, ends, fault, orders }, { rig }) => {
    rig.world.rail.setFault(fault);
    await dieAt(rig, line);
    const second = await rig.start();
    await finish(rig, second);
    const { swaps } = await rig.endRightly(ends);
    const key = swaps[0]?.swap.payoutKey ?? "";
    expect(rig.world.rail.attemptsOf(key)).toBe(orders);
  });
});

/** Blocks found while a payment is held by a real LND: the terminal's deadlines, and LND's own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openInvoice } from "../support/crash-bench.ts";
import type { TerminalProcess } from "../support/terminal-process.ts";
import { until } from "./harness/daemons.ts";
import { CONSISTENCY_MS, createPayBench, type PayBench } from "./harness/pay-bench.ts";
import { channelStanding, type PaymentEnd, spendableMsat } from "./harness/payer.ts";
import { startSimnet, type Simnet } from "./harness/simnet.ts";

let simnet: Simnet;
let bench: PayBench;
beforeAll(async () => {
  simnet = await startSimnet();
});
afterAll(async () => {
  await simnet.close();
});
beforeEach(async () => {
  bench = await createPayBench(simnet);
});
afterEach(async () => {
  await bench.close();
});

/** What the payer can spend; a channel takes a moment after the payment's end. */
const expectSpendable = async (amountMsat: bigint): Promise<void> =>
  expect.poll(async () => spendableMsat(simnet.payer), { timeout: 20_000 }).toBe(amountMsat);

/** On both ends: the channel is there and carries so many payments; nothing went to the chain. */
const expectChannels = async (pendingHtlcs: number): Promise<void> => {
  const both = async () => ({
    payer: await channelStanding(simnet.payer),
    payee: await channelStanding(simnet.payee),
  });
  const standing = { active: 1, pendingHtlcs, closing: 0 };
  await expect.poll(both, { timeout: 20_000 }).toEqual({ payer: standing, payee: standing });
};

const GIVEN_BACK = { isPaid: false, reason: "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS" };

/** Held, with a payout that nobody can say anything of: `end` is the payment's, at the payer's node. */
const holdWithPayoutUnknown = async (): Promise<{
  readonly terminal: TerminalProcess;
  readonly end: Promise<PaymentEnd>;
}> => {
  const terminal = await bench.start();
  await openInvoice(terminal);
  bench.world.rail.setFault("down", "sticky");
  const end = bench.pay(terminal);
  await terminal.untilStage("payout-unknown");
  return { terminal, end };
};

/** Resolves once the rail has said, later than its window, that it does not know the order. */
const notFoundAfterWindow = async (terminal: TerminalProcess): Promise<void> => {
  const now = bench.swap();
  const fromMs = "submittedAtMs" in now ? now.submittedAtMs + CONSISTENCY_MS : Number.NaN;
  const said = (): number => terminal.log().split("PAYOUT_NOT_FOUND").length;
  const before = await until("the rail's window is over", () =>
    Date.now() > fromMs ? said() : null,
  );
  await until("the rail says again that it does not know the order", () =>
    said() > before + 1 ? true : null,
  );
};

describe("42 blocks left: a payout may not begin any more", () => {
  it.each([
    { left: 42, ends: "paid" as const, credits: 1 },
    { left: 41, ends: "returned" as const, credits: 0 },
  ])("a payment found held with $left left is $ends (F10)", async ({ left, ends, credits }) => {
    const first = await bench.start();
    await openInvoice(first);
    const payment = bench.payerOf(first);
    await first.kill();
    const end = payment();
    const timeoutHeight = await bench.heldByNode();
    await simnet.mine(timeoutHeight - left - (await simnet.height()));
    const second = await bench.start();
    await second.untilStage(ends);
    expect(await end).toMatchObject(ends === "paid" ? { isPaid: true } : GIVEN_BACK);
    await bench.endRightly(ends);
    expect(bench.world.rail.credits()).toHaveLength(credits);
    await expectChannels(0);
  });

  it("an order that the bank does not know is not sent again with 41 left, but in suspense", async () => {
    const { rail } = bench.world;
    const { terminal, end } = await holdWithPayoutUnknown();
    const { payoutKey } = bench.swap();
    await bench.leaveBlocks(41);
    rail.setFault("none");
    await notFoundAfterWindow(terminal);
    expect(rail.attemptsOf(payoutKey)).toBe(0);
    expect(await bench.invoiceState()).toBe("ACCEPTED");
    await expectChannels(1);
    await bench.leaveBlocks(30);
    await terminal.untilStage("paid");
    expect(await end).toMatchObject({ isPaid: true });
    expect(rail.attemptsOf(payoutKey)).toBe(1);
    await bench.endRightly("paid");
  });
});

describe("30 blocks left: bitcoin of an unknown payout is kept in suspense", () => {
  it("not with 31, and at once with 30; then the bank says that it paid (F42)", async () => {
    const { terminal, end } = await holdWithPayoutUnknown();
    await bench.leaveBlocks(31);
    expect(await bench.invoiceState()).toBe("ACCEPTED");
    await expectChannels(1);
    expect(bench.swap()).toMatchObject({ kind: "payout-unknown" });
    await bench.leaveBlocks(30);
    const { view } = await terminal.untilStage("suspense");
    expect(view).toMatchObject({ swap: { reason: "suspense" } });
    expect(await end).toMatchObject({ isPaid: true });
    expect(await bench.invoiceState()).toBe("SETTLED");
    await expectChannels(0);
    expect(bench.swap()).toMatchObject({ kind: "suspense", attention: "suspense" });
    bench.world.rail.setFault("none");
    await terminal.untilStage("paid");
    await bench.endRightly("paid");
  });

  it("then the bank refuses: the payer is owed what LND has claimed, and a person is called (F42)", async () => {
    const { terminal, end } = await holdWithPayoutUnknown();
    await bench.leaveBlocks(30);
    await terminal.untilStage("suspense");
    expect(await end).toMatchObject({ isPaid: true });
    bench.world.rail.setFault("refused", "sticky");
    await terminal.untilStage("owed");
    await terminal.end();
    const { balances, faults } = bench.audit();
    expect(faults).toEqual([]);
    const { quote, attention } = bench.swap();
    expect(attention).toBe("owed-to-payer");
    expect(await bench.invoiceState()).toBe("SETTLED");
    await expectChannels(0);
    expect(balances.get("owed-to-payer msat")).toBe(0n - quote.invoiceMsat);
    expect(bench.world.rail.credits()).toEqual([]);
  });
});

describe("18 blocks left: LND gives the bitcoin back by itself", () => {
  it("as it starts after a long time off: exposed, and a loss when the bank did pay (F6)", async () => {
    const { rail } = bench.world;
    const terminal = await bench.start();
    await openInvoice(terminal);
    const before = await spendableMsat(simnet.payer);
    rail.setFault("timeout-but-happens");
    const end = bench.pay(terminal);
    await until("the bank has paid", () => (rail.credits().length === 1 ? true : null));
    rail.setFault("down", "sticky");
    await simnet.payee.kill();
    await bench.leaveBlocks(18);
    await simnet.payee.start();
    expect(await end).toMatchObject(GIVEN_BACK);
    const { view } = await terminal.untilStage("exposed");
    expect(view).toMatchObject({ swap: { reason: "bitcoin-gone" } });
    await expectSpendable(before);
    expect(await bench.invoiceState()).toBe("CANCELED");
    await expectChannels(0);
    rail.setFault("none");
    await terminal.untilStage("lost");
    await bench.endRightly("lost");
    await simnet.connected();
  });

  it("not with 19: the payment that LND still holds is claimed at once", async () => {
    const { terminal, end } = await holdWithPayoutUnknown();
    await simnet.payee.kill();
    await bench.leaveBlocks(19);
    await simnet.payee.start();
    await terminal.untilStage("suspense");
    expect(await end).toMatchObject({ isPaid: true });
    expect(await bench.invoiceState()).toBe("SETTLED");
    bench.world.rail.setFault("none");
    await terminal.untilStage("paid");
    await bench.endRightly("paid");
    await simnet.connected();
    await expectChannels(0);
  });
});

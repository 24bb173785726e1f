/** Whole payments through the real terminal and a real LND: what the payer's own node says of each end. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openInvoice } from "../support/crash-bench.ts";
import { until } from "./harness/daemons.ts";
import {
  createPayBench,
  hashOf,
  type PayBench,
  type PayBenchOptions,
} from "./harness/pay-bench.ts";
import { spendableMsat } from "./harness/payer.ts";
import { startSimnet, type Simnet } from "./harness/simnet.ts";

let simnet: Simnet;
beforeAll(async () => {
  simnet = await startSimnet();
});
afterAll(async () => {
  await simnet.close();
});

/** Run one payment in a world of its own. */
const withBench = async (
  run: (bench: PayBench) => Promise<void>,
  options?: PayBenchOptions,
): Promise<void> => {
  const bench = await createPayBench(simnet, options);
  try {
    await run(bench);
  } finally {
    await bench.close();
  }
};

/** What the payer can spend; a channel takes a moment after the payment's end. */
const expectSpendable = async (amountMsat: bigint): Promise<void> =>
  expect.poll(async () => spendableMsat(simnet.payer), { timeout: 20_000 }).toBe(amountMsat);

const GIVEN_BACK = { isPaid: false, reason: "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS" };

describe("a payment over a real LND", () => {
  it.each([
    { what: "in one part", maxPartMsat: null, parts: 1 },
    { what: "in several parts", maxPartMsat: 2_000_000n, parts: 3 },
  ])("$what is held, paid out and only then settled", async ({ maxPartMsat, parts }) =>
    withBench(async (bench) => {
      const terminal = await bench.start();
      await openInvoice(terminal);
      const before = await spendableMsat(simnet.payer);
      const end = await bench.pay(terminal, maxPartMsat === null ? {} : { maxPartMsat });
      expect(end).toMatchObject({ isPaid: true, parts });
      await terminal.untilStage("paid");
      await bench.endRightly("paid");
      const { paymentHash, quote } = bench.swap();
      expect(hashOf(end.preimage)).toBe(paymentHash);
      await expectSpendable(before - quote.invoiceMsat);
    }),
  );

  it("goes back whole when the bank refuses the payout", async () =>
    withBench(async (bench) => {
      bench.world.rail.setFault("refused");
      const terminal = await bench.start();
      await openInvoice(terminal);
      const before = await spendableMsat(simnet.payer);
      expect(await bench.pay(terminal)).toMatchObject(GIVEN_BACK);
      await terminal.untilStage("returned");
      await bench.endRightly("returned");
      await expectSpendable(before);
    }));

  it("is not begun when nobody pays in time, and cannot be made after that", async () =>
    withBench(
      async (bench) => {
        const terminal = await bench.start();
        await openInvoice(terminal);
        const late = bench.payerOf(terminal);
        await terminal.untilStage("expired");
        expect(await late()).toMatchObject(GIVEN_BACK);
        await bench.endRightly("expired");
      },
      { quoteTtlMs: 10_000 },
    ));

  it("of twice the amount goes back whole (F8)", async () =>
    withBench(async (bench) => {
      const terminal = await bench.start();
      await openInvoice(terminal);
      const before = await spendableMsat(simnet.payer);
      const amountMsat = bench.swap().quote.invoiceMsat * 2n;
      expect(await bench.pay(terminal, { amountMsat })).toMatchObject(GIVEN_BACK);
      await terminal.untilStage("returned");
      await bench.endRightly("returned");
      expect(bench.world.rail.credits()).toEqual([]);
      await expectSpendable(before);
    }));

  it("of a little more is taken, and the rest is booked as paid too much (F8)", async () =>
    withBench(async (bench) => {
      const terminal = await bench.start();
      await openInvoice(terminal);
      const before = await spendableMsat(simnet.payer);
      const amountMsat = bench.swap().quote.invoiceMsat + 5_001n;
      expect(await bench.pay(terminal, { amountMsat })).toMatchObject({ isPaid: true });
      await terminal.untilStage("paid");
      const { balances } = await bench.endRightly("paid");
      expect(balances.get("overpaid msat")).toBe(-5_001n);
      await expectSpendable(before - amountMsat);
    }));

  it("is finished after LND was killed while it was held (F5)", async () =>
    withBench(async (bench) => {
      const { rail } = bench.world;
      const terminal = await bench.start();
      await openInvoice(terminal);
      rail.setFault("down", "sticky");
      const end = bench.pay(terminal);
      await terminal.untilStage("payout-unknown");
      await simnet.payee.kill();
      await terminal.until(({ links }) => links.lightning === "down", "LND seen as gone");
      await simnet.payee.start();
      await simnet.connected();
      expect(await bench.invoiceState()).toBe("ACCEPTED");
      rail.setFault("none");
      await terminal.untilStage("paid");
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
    }));

  it("is finished after LND was killed just before the bitcoin was claimed", async () =>
    withBench(async (bench) => {
      const { rail } = bench.world;
      rail.setFault("timeout-but-happens");
      const terminal = await bench.start();
      await openInvoice(terminal);
      const end = bench.pay(terminal);
      await until("the bank has paid", () => (rail.credits().length === 1 ? true : null));
      await simnet.payee.kill();
      await terminal.untilStage("settling");
      await simnet.payee.start();
      await terminal.untilStage("paid");
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
      await simnet.connected();
    }));

  it("is finished after the terminal and LND were killed together while it was held", async () =>
    withBench(async (bench) => {
      const { rail } = bench.world;
      const first = await bench.start();
      await openInvoice(first);
      rail.setFault("down", "sticky");
      const end = bench.pay(first);
      await first.untilStage("payout-unknown");
      await first.kill();
      await simnet.payee.kill();
      rail.setFault("none");
      const second = await bench.start();
      await simnet.payee.start();
      await second.untilStage("paid");
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
      await simnet.connected();
    }));
});

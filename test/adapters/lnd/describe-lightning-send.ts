import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { msat } from "../../../main/domain/money.ts";
import { done, refused, unknown, type Outcome } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type {
  InvoicePayment,
  InvoicePaymentProof,
  InvoicePaymentState,
} from "../../../main/ports/lightning-send.ts";
import { known, secretOf } from "./network.ts";
import {
  AMOUNT_MSAT,
  foreignRequest,
  paymentOf,
  type Payable,
  type PayableOrder,
  type SendNetwork,
} from "./send-network.ts";

/** LND may name a payment cancelled that it gave up, since its stream ends at the same moment. */
const WITHOUT_ROUTE: unknown = expect.stringMatching(/^PAYMENT_(NO_ROUTE|CANCELLED)$/);

/** What the terminal relies on in a node that pays, told through the port. Runs over any network. */
export const describeLightningSend = (
  name: string,
  makeNetwork: () => Promise<SendNetwork>,
): void => {
  describe(`LightningSend over ${name}`, () => {
    let network: SendNetwork;
    beforeAll(async () => {
      network = await makeNetwork();
    });
    afterAll(async () => {
      await network.close();
    });

    const invoice = async (order: PayableOrder = {}): Promise<Payable> => network.invoice(order);
    const pay = async (payment: InvoicePayment): Promise<Outcome<InvoicePaymentProof>> =>
      network.send.payInvoice(payment);
    const lookUp = async (hash: PaymentHash): Promise<InvoicePaymentState> => {
      const outcome = await known(async () => network.send.lookUpPayment(hash));
      if (outcome.kind !== "done") throw new Error(outcome.code);
      return outcome.value;
    };
    const becomes = async (
      hash: PaymentHash,
      kind: InvoicePaymentState["kind"],
    ): Promise<InvoicePaymentState> => {
      for (;;) {
        const state = await lookUp(hash);
        if (state.kind === kind) return state;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    /** The payment's proof, checked; a busy machine may answer late, so it is asked again. */
    const paid = async (payment: InvoicePayment): Promise<InvoicePaymentProof> => {
      const outcome = await known(async () => pay(payment));
      if (outcome.kind !== "done") throw new Error(`not paid: ${outcome.code}`);
      const { preimage } = outcome.value;
      expect(createHash("sha256").update(preimage).digest("hex")).toBe(payment.paymentHash);
      return outcome.value;
    };

    it("pays, and has the proof and the fee", async () => {
      const before = await network.spendableMsat();
      const payable = await invoice();
      expect(await lookUp(payable.hash)).toEqual({ kind: "missing" });
      const proof = await paid(paymentOf(payable));
      expect(proof.feeMsat).toBe(network.feeMsat);
      expect(await lookUp(payable.hash)).toEqual({ kind: "paid", proof });
      expect(before - (await network.spendableMsat())).toBe(AMOUNT_MSAT + network.feeMsat);
    });

    it("does not pay twice: the second time it has the proof of the first", async () => {
      const payable = await invoice();
      const proof = await paid(paymentOf(payable));
      const after = await network.spendableMsat();
      expect(await paid(paymentOf(payable))).toEqual(proof);
      expect(await network.spendableMsat()).toBe(after);
    });

    it("pays an invoice that names no amount what the payment says", async () => {
      const before = await network.spendableMsat();
      const payable = { ...(await invoice({ amountMsat: 0n })), amountMsat: AMOUNT_MSAT };
      await paid(paymentOf(payable));
      expect(before - (await network.spendableMsat())).toBe(AMOUNT_MSAT + network.feeMsat);
    });

    it("gives up where there is no way, and may be asked again (F46)", async () => {
      const before = await network.spendableMsat();
      const payable = await invoice();
      const join = await network.isolate();
      const outcome = await known(async () => pay(paymentOf(payable)));
      expect(outcome).toEqual(refused("PAYMENT_NO_ROUTE"));
      expect(await lookUp(payable.hash)).toEqual({ kind: "failed", code: WITHOUT_ROUTE });
      expect(await network.spendableMsat()).toBe(before);
      await join();
      await paid(paymentOf(payable));
      expect(before - (await network.spendableMsat())).toBe(AMOUNT_MSAT + network.feeMsat);
    });

    it("never pays more for the way than its cap, which can be raised for the same invoice", async () => {
      const payable = await invoice();
      const before = await network.spendableMsat();
      // So low that no part of the amount can be sent for it either: such a part waits for the rest.
      for (const maxFeeMsat of [msat(0n), msat(network.feeMsat / 2n)]) {
        const outcome = await known(async () => pay(paymentOf(payable, { maxFeeMsat })));
        expect(outcome).toEqual(refused("PAYMENT_FEE_CAP"));
      }
      expect(await network.spendableMsat()).toBe(before);
      await paid(paymentOf(payable, { maxFeeMsat: msat(network.feeMsat) }));
    });

    it("says what it lacks when the payment is more than it has", async () => {
      const payable = await invoice({ amountMsat: (await network.spendableMsat()) + 1_000_000n });
      expect(await known(async () => pay(paymentOf(payable)))).toEqual(
        refused("PAYMENT_NO_BALANCE"),
      );
    });

    it("knows nothing while the payee holds the payment, begins it once, and hears the end (F48)", async () => {
      const payable = await invoice({ holds: true });
      const before = await network.spendableMsat();
      const first = pay(paymentOf(payable));
      await network.held(payable.hash);
      expect(await lookUp(payable.hash)).toEqual({ kind: "pending" });
      expect(await first).toEqual(unknown("PAYMENT_UNDER_WAY"));
      expect(await pay(paymentOf(payable))).toEqual(unknown("PAYMENT_UNDER_WAY"));
      expect(await lookUp(payable.hash)).toEqual({ kind: "pending" });
      await network.decide(payable.hash, "settle");
      const state = await becomes(payable.hash, "paid");
      if (state.kind !== "paid") throw new Error("not paid");
      expect(await paid(paymentOf(payable))).toEqual(state.proof);
      expect(before - (await network.spendableMsat())).toBe(AMOUNT_MSAT + network.feeMsat);
    });

    it("has its money back when the payee returns what it held", async () => {
      const payable = await invoice({ holds: true });
      const before = await network.spendableMsat();
      const ended = pay(paymentOf(payable));
      await network.held(payable.hash);
      await network.decide(payable.hash, "cancel");
      expect(await ended).toEqual(refused("PAYMENT_REJECTED_BY_PAYEE"));
      expect(await becomes(payable.hash, "failed")).toMatchObject({
        code: "PAYMENT_REJECTED_BY_PAYEE",
      });
      expect(await network.spendableMsat()).toBe(before);
    });

    it("has its money back however late, and is told that its time was up, whatever the payee said", async () => {
      const payable = await invoice({ holds: true });
      const before = await network.spendableMsat();
      expect(await pay(paymentOf(payable))).toEqual(unknown("PAYMENT_UNDER_WAY"));
      await network.decide(payable.hash, "cancel");
      // LND notes what the payee said and, a moment later, writes over it.
      for (;;) {
        const state = await becomes(payable.hash, "failed");
        if (state.kind === "failed" && state.code === "PAYMENT_TIMED_OUT") break;
      }
      expect(await network.spendableMsat()).toBe(before);
    });

    it("tells the end to who asks after the wire was cut (F47)", async () => {
      const payable = await invoice({ holds: true });
      const before = await network.spendableMsat();
      const ended = pay(paymentOf(payable));
      await network.held(payable.hash);
      const heal = network.cutWire();
      await network.decide(payable.hash, "settle");
      expect((await ended).kind).toBe("unknown");
      heal();
      await becomes(payable.hash, "paid");
      await paid(paymentOf(payable));
      expect(before - (await network.spendableMsat())).toBe(AMOUNT_MSAT + network.feeMsat);
    });

    it("goes on with what is under way after the node was restarted", async () => {
      const payable = await invoice({ holds: true });
      const ended = pay(paymentOf(payable));
      await network.held(payable.hash);
      await network.restart();
      expect((await ended).kind).toBe("unknown");
      expect(await lookUp(payable.hash)).toEqual({ kind: "pending" });
      await network.decide(payable.hash, "settle");
      await becomes(payable.hash, "paid");
    });

    it("sends nothing for an invoice that is not just this payment's", async () => {
      const payable = await invoice();
      const other = secretOf(`${name} other`).hash;
      const locked = await invoice({ cltvDelta: 1_009 });
      const wrong: readonly InvoicePayment[] = [
        paymentOf(payable, { amountMsat: msat(AMOUNT_MSAT - 1n) }),
        paymentOf(payable, { paymentHash: other }),
        paymentOf(payable, { request: `${payable.request.slice(0, -1)}q` }),
        paymentOf(payable, { request: foreignRequest(network.name, payable.hash) }),
        paymentOf(locked),
        paymentOf({ ...(await invoice({ amountMsat: 0n })), amountMsat: 0n }),
      ];
      for (const payment of wrong) {
        expect(await pay(payment)).toEqual(refused("PAYMENT_INVOICE_INVALID"));
        expect(await lookUp(payment.paymentHash)).toEqual({ kind: "missing" });
      }
    });

    it("sends nothing in the last minute of an invoice, and rules it out after that", async () => {
      const payable = await invoice({ expirySeconds: 300 });
      network.setClockAhead(250_000);
      expect(await pay(paymentOf(payable))).toEqual(unknown("PAYMENT_INVOICE_EXPIRING"));
      network.setClockAhead(310_000);
      expect(await known(async () => pay(paymentOf(payable)))).toEqual(
        refused("PAYMENT_INVOICE_EXPIRED"),
      );
      network.setClockAhead(0);
      await paid(paymentOf(payable));
      network.setClockAhead(310_000);
      expect((await known(async () => pay(paymentOf(payable)))).kind).toBe("done");
      network.setClockAhead(0);
    });

    it("tells what the way would cost", async () => {
      const payable = await invoice();
      const estimate = async () => network.send.estimateFee(paymentOf(payable));
      expect(await known(estimate)).toEqual(done(network.feeMsat));
      const join = await network.isolate();
      expect(await known(estimate)).toEqual(refused("PAYMENT_NO_ROUTE"));
      await join();
    });
  });
};

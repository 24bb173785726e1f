/** Payments of which the payer never hears the end: over a real LND, decided by their hash alone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLndLightningSend } from "../../main/adapters/lnd/payout-client.ts";
import { msat } from "../../main/domain/money.ts";
import { done, unknown } from "../../main/domain/outcome.ts";
import type { PaymentHash } from "../../main/domain/swap.ts";
import type { InvoicePaymentState } from "../../main/ports/lightning-send.ts";
import { createMemoryLog, known } from "../adapters/lnd/network.ts";
import { AMOUNT_MSAT, paymentOf } from "../adapters/lnd/send-network.ts";
import { until } from "./harness/daemons.ts";
import { startPayerProcess } from "./harness/payer-process.ts";
import { startSendNetwork, type RealSendNetwork } from "./harness/send-network.ts";

let network: RealSendNetwork;
beforeAll(async () => {
  network = await startSendNetwork();
});
afterAll(async () => {
  await network.close();
});

/** What is told to a client that knows nothing but the hash, once it is one of these. */
const decided = async (
  hash: PaymentHash,
  kinds: readonly InvoicePaymentState["kind"][],
): Promise<InvoicePaymentState["kind"]> => {
  const client = createLndLightningSend({
    ...network.access,
    network: network.name,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createMemoryLog(),
    deadlineMs: 2_000,
    reconnectMs: 100,
  });
  try {
    return await until(`the payment is ${kinds.join(" or ")}`, async () => {
      const outcome = await client.lookUpPayment(hash);
      if (outcome.kind !== "done") return null;
      return kinds.includes(outcome.value.kind) ? outcome.value.kind : null;
    });
  } finally {
    client.close();
  }
};

/** The node has begun the payment. */
const begun = async (hash: PaymentHash): Promise<void> => {
  await until("the node has begun the payment", async () => {
    const { payments } = (await network.simnet.payee.rpc.call("lightning.ListPayments", {
      include_incomplete: true,
    })) as { readonly payments: readonly { readonly payment_hash: string }[] };
    return payments.some(({ payment_hash: one }) => one === hash) ? true : null;
  });
};

describe("an answer that is lost", () => {
  it("on a wire that swallows it: the payment is found, and made once (F47)", async () => {
    const before = await network.receivedMsat();
    // The connection is there: what is lost is the answer, and not the way to the node.
    const payment = paymentOf(await network.invoice());
    expect(await known(async () => network.send.lookUpPayment(payment.paymentHash))).toEqual(
      done({ kind: "missing" }),
    );
    network.wire.loseAnswers();
    expect(await network.send.payInvoice(payment)).toEqual(unknown("LND_TIMEOUT"));
    network.wire.heal();
    expect(await decided(payment.paymentHash, ["paid"])).toBe("paid");
    expect(await network.receivedMsat()).toBe(before + AMOUNT_MSAT);
    expect(await known(async () => network.send.payInvoice(payment))).toMatchObject({
      kind: "done",
    });
    expect(await network.receivedMsat()).toBe(before + AMOUNT_MSAT);
  });

  it("on a wire that breaks while the payee holds it: decided by what the payee does", async () => {
    for (const decision of ["settle", "cancel"] as const) {
      const before = await network.receivedMsat();
      const payable = await network.invoice({ holds: true });
      const ended = network.send.payInvoice(paymentOf(payable));
      await network.held(payable.hash);
      network.wire.cut();
      expect((await ended).kind).toBe("unknown");
      expect(await decided(payable.hash, ["pending", "paid", "failed"])).toBe("pending");
      await network.decide(payable.hash, decision);
      const isPaid = decision === "settle";
      expect(await decided(payable.hash, ["paid", "failed"])).toBe(isPaid ? "paid" : "failed");
      expect(await network.receivedMsat()).toBe(before + (isPaid ? AMOUNT_MSAT : 0n));
    }
  });
});

describe("a payer that is killed", () => {
  it("while the payee holds the payment: it is under way, and paid once", async () => {
    const before = await network.receivedMsat();
    const payment = paymentOf(await network.invoice({ holds: true }));
    const payer = startPayerProcess(network.access, payment);
    await network.held(payment.paymentHash);
    await payer.kill();
    expect(await decided(payment.paymentHash, ["pending", "paid", "failed"])).toBe("pending");
    expect(await network.send.payInvoice(payment)).toEqual(unknown("PAYMENT_UNDER_WAY"));
    await network.decide(payment.paymentHash, "settle");
    expect(await decided(payment.paymentHash, ["paid", "failed"])).toBe("paid");
    expect(await network.receivedMsat()).toBe(before + AMOUNT_MSAT);
  });

  it("as soon as the node has begun: what is told of the hash is what the payee got", async () => {
    const before = await network.receivedMsat();
    const payment = paymentOf(await network.invoice());
    const payer = startPayerProcess(network.access, payment);
    await begun(payment.paymentHash);
    await payer.kill();
    const kind = await decided(payment.paymentHash, ["paid", "failed"]);
    expect(await network.receivedMsat()).toBe(before + (kind === "paid" ? AMOUNT_MSAT : 0n));
    expect(await known(async () => network.send.payInvoice(payment))).toMatchObject({
      kind: "done",
    });
    expect(await network.receivedMsat()).toBe(before + AMOUNT_MSAT);
  });
});

describe("a cap on the fee that only a part of the amount fits", () => {
  /** After this LND gives back a part that waits for the rest, as a payee. */
  const SET_HOLD_MS = 120_000;

  it(
    "is under way until the payee returns that part, and can be raised then",
    async () => {
      const before = await network.receivedMsat();
      const payable = await network.invoice();
      const tight = paymentOf(payable, { maxFeeMsat: msat(network.feeMsat - 1n) });
      expect(await network.send.payInvoice(tight)).toEqual(unknown("PAYMENT_UNDER_WAY"));
      expect(await network.send.payInvoice(paymentOf(payable))).toEqual(
        unknown("PAYMENT_UNDER_WAY"),
      );
      await until(
        "the payee has returned the part",
        async () => {
          const outcome = await network.send.lookUpPayment(payable.hash);
          return outcome.kind === "done" && outcome.value.kind === "failed" ? true : null;
        },
        SET_HOLD_MS + 30_000,
      );
      expect(await network.receivedMsat()).toBe(before);
      expect(await known(async () => network.send.payInvoice(paymentOf(payable)))).toMatchObject({
        kind: "done",
      });
      expect(await network.receivedMsat()).toBe(before + AMOUNT_MSAT);
    },
    SET_HOLD_MS + 60_000,
  );
});

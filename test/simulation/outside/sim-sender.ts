/**
 * Bitcoin out of the node, by LND's rules: a hash is paid once, what failed may be begun again, what a
 * payee holds goes on without anybody, and what has found no way yet ends with whoever asked for it.
 */
import { msat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type {
  InvoicePayment,
  InvoicePaymentProof,
  InvoicePaymentState,
  LightningSend,
} from "../../../main/ports/lightning-send.ts";
import { type Around, START_MS } from "../around.ts";
import { SITES } from "../plan/sites.ts";
import { type Course, drawCourse } from "./send-course.ts";
import type { SimWallet } from "./sim-wallet.ts";
import { createWire, DEADLINE_MS, type Power } from "./wire.ts";

/** With less left by the terminal's clock nothing is sent. */
const LEAST_LEFT_MS = 60_000;

/** The answer to a request that began a payment, while there is none. */
interface Waiter {
  readonly power: Power;
  readonly resolve: (outcome: Outcome<InvoicePaymentProof>) => void;
}

interface Payment {
  readonly order: InvoicePayment;
  readonly feeMsat: bigint;
  /** `searching`: nothing is on its way yet. */
  state: "searching" | "under way" | "paid" | "failed";
  code: string;
  waiters: Waiter[];
  /** Begun anew, it is another payment under the same hash: what was to become of this one is void. */
  isVoid: boolean;
}

export interface SimSender {
  /** `nowMs`: the terminal's own clock. */
  port(power: Power, nowMs: () => number): LightningSend;
  /** The payer has it, or may yet get it: it is under way, or a request was never answered. */
  maySettle(hash: PaymentHash): boolean;
  /** The payer has it. */
  isPaid(hash: PaymentHash): boolean;
  /** What routing of a paid one cost. */
  feeOf(hash: PaymentHash): bigint | null;
  /** Whoever waited for an answer is gone, or the node is: nothing new is tried. */
  hangUp(): void;
  /** Nothing is held for long. */
  decideAll(): void;
}

const NODE_OUTAGES = ["node-link", "node"] as const;

const PROOF = new Uint8Array(32);

const proofOf = ({ feeMsat }: Payment): InvoicePaymentProof => ({
  preimage: PROOF,
  feeMsat: msat(feeMsat),
});

const stateOf = (payment: Payment | undefined): InvoicePaymentState => {
  switch (payment?.state) {
    case undefined:
      return { kind: "missing" };
    case "paid":
      return { kind: "paid", proof: proofOf(payment) };
    case "failed":
      return { kind: "failed", code: payment.code };
    default:
      return { kind: "pending" };
  }
};

const answerOf = (payment: Payment): Outcome<InvoicePaymentProof> => {
  if (payment.state === "paid") return done(proofOf(payment));
  return payment.state === "failed" ? refused(payment.code) : unknown("PAYMENT_UNDER_WAY");
};

const isUnderWay = ({ state }: Payment): boolean => state === "searching" || state === "under way";

/** The payments of a node; `around` is told when one begins, fails and arrives. */
const createPayments = (around: Around, wallet: SimWallet) => {
  const { schedule } = around;
  const payments = new Map<PaymentHash, Payment>();

  const conclude = (payment: Payment, state: "paid" | "failed", code: string): void => {
    if (payment.isVoid || !isUnderWay(payment)) return;
    payment.state = state;
    payment.code = code;
    around.inFlight.count -= 1;
    const { paymentHash: hash, amountMsat } = payment.order;
    if (state === "paid") {
      around.tell({ kind: "pay-settled", hash, amountMsat, feeMsat: payment.feeMsat });
    } else {
      around.tell({ kind: "pay-failed", hash, code });
    }
    const { waiters } = payment;
    payment.waiters = [];
    for (const { resolve } of waiters) resolve(answerOf(payment));
  };

  const follow = (payment: Payment, { isFound, afterMs, end }: Course): void => {
    payment.state = isFound ? "under way" : "searching";
    schedule.after(afterMs, () => {
      if (end === "paid") conclude(payment, "paid", "");
      else conclude(payment, "failed", end);
    });
  };

  const begin = (order: InvoicePayment): Payment => {
    const { paymentHash: hash } = order;
    const before = payments.get(hash);
    if (before !== undefined) before.isVoid = true;
    const course = drawCourse(around, order);
    const { feeMsat } = course;
    const fresh: Payment = {
      order,
      feeMsat,
      state: "searching",
      code: "",
      waiters: [],
      isVoid: false,
    };
    payments.set(hash, fresh);
    around.inFlight.count += 1;
    around.tell({ kind: "pay-begun", hash });
    follow(fresh, course);
    return fresh;
  };

  /** As SendPaymentV2: only what is unknown to the node or has failed is begun, and in time. */
  const take = (order: InvoicePayment): Payment | null => {
    const known = payments.get(order.paymentHash);
    const expiresAtMs = wallet.ofHash(order.paymentHash)?.expiresAtMs ?? 0;
    const isExpired = schedule.nowMs() >= expiresAtMs;
    if (known !== undefined && (known.state !== "failed" || isExpired)) return known;
    return isExpired ? null : begin(order);
  };

  return { payments, conclude, take };
};

/** Requests for each hash that were made, and those that were answered for good. */
const createRequests = () => {
  const open = new Map<PaymentHash, number>();
  const add = (hash: PaymentHash, by: number): void => void open.set(hash, of(hash) + by);
  const of = (hash: PaymentHash): number => open.get(hash) ?? 0;
  return { of, add };
};

export const createSimSender = (around: Around, wallet: SimWallet): SimSender => {
  const { schedule } = around;
  const { payments, conclude, take } = createPayments(around, wallet);
  const requests = createRequests();
  const wire = (name: string, site: number) =>
    createWire({ around, name, site, outages: NODE_OUTAGES, remote: "NODE" });
  const wires = {
    pay: wire("node.payInvoice", SITES.payInvoice),
    lookUp: wire("node.lookUpPayment", SITES.lookUpPayment),
  };

  /** The last word on what was begun, as long as somebody listens and the node can be heard. */
  const lastWord = async (
    payment: Payment,
    power: Power,
    attemptMs: number,
  ): Promise<Outcome<InvoicePaymentProof>> =>
    isUnderWay(payment)
      ? new Promise((resolve) => {
          const hear = (outcome: Outcome<InvoicePaymentProof>): void => {
            if (power.isOn) resolve(outcome);
          };
          payment.waiters.push({ power, resolve: hear });
          schedule.after(attemptMs + DEADLINE_MS / 2, () => hear(unknown("PAYMENT_UNDER_WAY")));
        })
      : answerOf(payment);

  const lookUp = async (power: Power, hash: PaymentHash): Promise<Outcome<InvoicePaymentState>> =>
    wires.lookUp.call(power, () => done(stateOf(payments.get(hash))));

  /** What became of a payment that may not be sent any more. */
  const tooLate = async (
    power: Power,
    hash: PaymentHash,
    isOver: () => boolean,
  ): Promise<Outcome<InvoicePaymentProof>> => {
    const found = await lookUp(power, hash);
    if (found.kind !== "done") return found;
    if (found.value.kind === "paid") return done(found.value.proof);
    if (found.value.kind === "pending") return unknown("PAYMENT_UNDER_WAY");
    return isOver() ? refused("PAYMENT_INVOICE_EXPIRED") : unknown("PAYMENT_INVOICE_EXPIRING");
  };

  const send = async (
    power: Power,
    order: InvoicePayment,
  ): Promise<Outcome<InvoicePaymentProof>> => {
    const { paymentHash: hash } = order;
    let isAnswered = false;
    requests.add(hash, 1);
    const taken = await wires.pay.call(power, () => {
      // A copy is made only while nothing was answered: later ones go with the stream.
      return isAnswered ? unknown("NODE_STREAM_ENDED") : done(take(order));
    });
    if (taken.kind !== "done") return taken;
    const outcome =
      taken.value === null
        ? await tooLate(power, hash, () => true)
        : await lastWord(taken.value, power, order.attemptMs);
    if (outcome.kind === "unknown") return outcome;
    isAnswered = true;
    requests.add(hash, -1);
    return outcome;
  };

  const isExpired = (hash: PaymentHash): boolean =>
    schedule.nowMs() >= (wallet.ofHash(hash)?.expiresAtMs ?? 0);

  return {
    port: (power, nowMs) => ({
      payInvoice: async (order) => {
        if (power.isOn) around.tell({ kind: "pay-sent", payment: order });
        const { paymentHash: hash } = order;
        const expiresAtMs = START_MS + (wallet.ofHash(hash)?.expiresAtMs ?? 0);
        return expiresAtMs - nowMs() < LEAST_LEFT_MS
          ? tooLate(power, hash, () => nowMs() >= expiresAtMs)
          : send(power, order);
      },
      lookUpPayment: async (hash) => lookUp(power, hash),
      estimateFee: async ({ amountMsat }) =>
        wires.lookUp.call(power, () => done(msat(amountMsat / 1_000n))),
    }),
    maySettle: (hash) => {
      const payment = payments.get(hash);
      if (payment !== undefined && payment.state !== "failed") return true;
      return requests.of(hash) > 0 && !isExpired(hash);
    },
    isPaid: (hash) => payments.get(hash)?.state === "paid",
    feeOf: (hash) => {
      const payment = payments.get(hash);
      return payment?.state === "paid" ? payment.feeMsat : null;
    },
    hangUp: () => {
      for (const payment of payments.values()) {
        const { waiters } = payment;
        payment.waiters = [];
        for (const { resolve } of waiters) resolve(unknown("NODE_CONNECTION"));
        if (payment.state === "searching") conclude(payment, "failed", "PAYMENT_CANCELLED");
      }
    },
    decideAll: () => {
      for (const payment of payments.values()) {
        if (payment.state === "under way") conclude(payment, "paid", "");
      }
    },
  };
};

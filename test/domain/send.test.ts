import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { msat, sat } from "../../main/domain/money.ts";
import type {
  Checking,
  InvoiceChoice,
  Paying,
  Send,
  SendEvent,
  SendEventKind,
  SendPolicy,
  SendState,
} from "../../main/domain/send.ts";
import { SEND_POLICY } from "../../main/domain/send.ts";
import {
  beginSend,
  checkInvoice,
  feeCapOf,
  stepSend,
  wholeSats,
} from "../../main/domain/send-step.ts";
import type { SendStep } from "../../main/domain/send-moves.ts";
import { EVENTS } from "../support/pay-events.ts";
import { HELD, INVOICE, NOW_MS, SENDS, TRANSACTION } from "../support/swaps.ts";
import { SEND_MATRIX } from "./send-matrix.ts";

const CHAIN = {
  minSat: sat(50_000n),
  maxFeeSat: sat(5_000n),
  confirmations: 3,
  alarmMs: 21_600_000,
};
const POLICY: SendPolicy = { ...SEND_POLICY, chain: CHAIN };

type Heard = Parameters<typeof stepSend>[1];

const describeStep = (before: Send, answer: SendStep): string => {
  switch (answer.kind) {
    case "refusal":
      return answer.code === "EVENT_OUT_OF_PLACE" ? "out of place" : `refused ${answer.code}`;
    case "given-up":
      return `given up ${answer.code}`;
    case "sent":
      return "sent";
    case "sending": {
      const { send, effects } = answer;
      const place = send.kind !== before.kind ? send.kind : send === before ? "" : "changed";
      const todo = effects.length === 0 ? "" : `: ${effects.join(" ")}`;
      return [place, todo].filter((part) => part !== "").join(" ") || "same";
    }
  }
};

const answer = (send: Send, event: Heard, policy: SendPolicy = POLICY): string =>
  describeStep(send, stepSend(send, event, policy));

describe("every state of a sending against every fact", () => {
  const states = Object.keys(SEND_MATRIX) as SendState[];
  const rows = states.flatMap((state) =>
    (Object.keys(SEND_MATRIX[state]) as (SendEventKind | "recovered")[]).map((event) => ({
      state,
      event,
    })),
  );

  it("has a row for all of them", () => {
    expect(states.toSorted()).toEqual(Object.keys(SENDS).toSorted());
    expect(rows).toHaveLength(states.length * 17);
  });

  it.each(rows)("$state + $event", ({ state, event }) => {
    expect(answer(SENDS[state], EVENTS[event])).toBe(SEND_MATRIX[state][event]);
  });

  it.each(states)("%s answers recovered twice as once", (state) => {
    const once = stepSend(SENDS[state], EVENTS.recovered, POLICY);
    if (once.kind !== "sending") throw new Error("a power cut ended it");
    const twice = stepSend(once.send, EVENTS.recovered, POLICY);
    expect(twice).toMatchObject({ send: once.send, effects: once.effects });
  });
});

const FOREVER_MS = INVOICE.expiresAtMs + POLICY.lapseMs;
const failed = (atMs: number): SendEvent => ({ ...EVENTS["payment-failed"], atMs });
const missing = (atMs: number): SendEvent => ({ ...EVENTS["payment-missing"], atMs });

describe("another invoice", () => {
  it("may be chosen at once when the one request was answered: given up, nothing under way", () => {
    expect(answer(SENDS.paying, EVENTS["payment-refused"])).toBe("given up PAYMENT_NO_ROUTE");
  });

  it("may not be chosen while a request that was lost can still begin the former one", () => {
    const lost: Paying = { ...SENDS.paying, hasLostRequest: true };
    expect(answer(lost, EVENTS["payment-refused"])).toBe("checking : query-payment");
    expect(answer(SENDS.checking, failed(FOREVER_MS - 1))).toBe("changed");
    expect(answer(SENDS.checking, missing(FOREVER_MS - 1))).toBe("same");
  });

  it("may be chosen once the former one has run out for so long that no request counts", () => {
    expect(answer(SENDS.checking, failed(FOREVER_MS))).toBe("given up PAYMENT_NO_ROUTE");
    expect(answer(SENDS.checking, missing(FOREVER_MS))).toBe("given up SEND_INVOICE_EXPIRED");
  });

  it("may never be chosen while the payee holds the payment, however long", () => {
    const atMs = FOREVER_MS * 2;
    expect(answer(SENDS.checking, { kind: "payment-pending", atMs })).toBe("changed");
    const pending: Checking = { ...SENDS.checking, pendingSinceMs: NOW_MS };
    expect(answer(pending, { kind: "payment-pending", atMs })).toBe("same");
    expect(answer(pending, { kind: "payment-made", feeMsat: msat(1n), atMs })).toBe("sent");
  });

  it("is not what is sent when the node never had the request: the same one, some time later", () => {
    const atMs = SENDS.checking.requestedAtMs + POLICY.resendMs;
    expect(answer(SENDS.checking, missing(atMs - 1))).toBe("same");
    expect(stepSend(SENDS.checking, missing(atMs), POLICY)).toMatchObject({
      send: { kind: "paying", invoice: INVOICE, requestedAtMs: atMs, hasLostRequest: true },
    });
  });

  it("is not what is sent after the clock went back: the wait begins again", () => {
    const step = stepSend(SENDS.checking, missing(NOW_MS - 3_600_000), POLICY);
    expect(step).toMatchObject({ send: { kind: "checking", requestedAtMs: NOW_MS - 3_600_000 } });
  });

  it("is not what a retry sends: the same invoice, and only once the node has given it up", () => {
    const atMs = INVOICE.expiresAtMs - 1;
    const gaveUp: Checking = { ...SENDS.checking, failure: "PAYMENT_NO_ROUTE" };
    const step = stepSend(gaveUp, { kind: "retry-requested", atMs }, POLICY);
    expect(step).toMatchObject({
      kind: "sending",
      send: { kind: "paying", invoice: INVOICE, hasLostRequest: true },
      effects: ["pay-invoice"],
      superseded: ["query-payment"],
    });
    expect(answer(gaveUp, { kind: "retry-requested", atMs: atMs + 1 })).toBe(
      "refused SEND_INVOICE_EXPIRED",
    );
  });
});

describe("what is sent", () => {
  const owedMsat = msat(4_610_999n);
  const begin = (change: Partial<InvoiceChoice>, atMs = NOW_MS) =>
    checkInvoice({ ...INVOICE, ...change }, owedMsat, atMs, POLICY);

  it.each([
    ["whole satoshis", 4_610_000n, null],
    ["every millisatoshi", 4_610_999n, null],
    ["one millisatoshi less than whole", 4_609_999n, "SEND_AMOUNT_WRONG"],
    ["one satoshi more", 4_611_000n, "SEND_AMOUNT_WRONG"],
    ["something between", 4_610_500n, "SEND_AMOUNT_WRONG"],
  ])("%s", (_, amount, expected) => {
    expect(begin({ amountMsat: msat(amount) })).toBe(expected);
  });

  it("is an invoice with a minute left, and none with a millisecond less", () => {
    const amountMsat = wholeSats(owedMsat);
    const lastMs = INVOICE.expiresAtMs - POLICY.minExpiryMs;
    expect(begin({ amountMsat }, lastMs)).toBeNull();
    expect(begin({ amountMsat }, lastMs + 1)).toBe("SEND_INVOICE_EXPIRED");
  });

  it("is not what a payee's server gave instead", () => {
    const invoice = { ...INVOICE, amountMsat: msat(HELD.receivedMsat + 1_000n) };
    expect(answer(SENDS.fetching, { kind: "invoice-fetched", invoice, atMs: NOW_MS })).toBe(
      "given up SEND_AMOUNT_WRONG",
    );
  });

  it("costs 0.5 % at most, or 10 sats where that is more", () => {
    expect(feeCapOf(msat(1_000_000n), POLICY)).toBe(10_000n);
    expect(feeCapOf(msat(2_000_000n), POLICY)).toBe(10_000n);
    expect(feeCapOf(msat(2_000_200n), POLICY)).toBe(10_001n);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (amount) => {
        const cap = feeCapOf(msat(amount), POLICY);
        expect(cap >= POLICY.maxFeeFloorMsat && cap * 200n <= amount + 10n ** 7n).toBe(true);
      }),
    );
  });

  it.each([
    [49_999_999n, "SEND_BELOW_CHAIN_MINIMUM"],
    [50_000_000n, null],
  ])("on the chain is %s msat: %s", (amount, code) => {
    const begun = beginSend({ kind: "address", address: "bcrt1q" }, msat(amount), NOW_MS, POLICY);
    expect(begun.kind === "refusal" ? begun.code : null).toBe(code);
  });

  it("is nothing on the chain where that is off, and nothing below one satoshi", () => {
    const address = { kind: "address", address: "bcrt1q" } as const;
    expect(beginSend(address, msat(10n ** 9n), NOW_MS, SEND_POLICY)).toMatchObject({
      code: "SEND_CHAIN_OFF",
    });
    expect(beginSend(address, msat(999n), NOW_MS, POLICY)).toMatchObject({
      code: "SEND_AMOUNT_TOO_SMALL",
    });
  });
});

describe("a transaction", () => {
  it("above the operator's fee is not published", () => {
    const transaction = { ...TRANSACTION, feeSat: sat(5_001n) };
    expect(
      answer(SENDS.preparing, { kind: "transaction-prepared", transaction, atMs: NOW_MS }),
    ).toBe("given up CHAIN_FEE_CAP");
  });

  it("is proof after as many confirmations as are asked for, and not before", () => {
    const seen = (confirmations: number): string =>
      answer(SENDS.confirming, { kind: "transaction-seen", confirmations, atMs: NOW_MS });
    expect([0, 2, 3].map(seen)).toEqual(["same", "changed : query-transaction", "sent"]);
  });

  it("that the node has lost goes out again, the same one", () => {
    expect(stepSend(SENDS.confirming, EVENTS["transaction-missing"], POLICY)).toMatchObject({
      send: { kind: "publishing", transaction: TRANSACTION },
    });
  });
});

interface Sending {
  readonly send: Send | null;
  readonly hashes: ReadonlySet<string>;
}

describe("any order of facts", () => {
  const other: InvoiceChoice = {
    ...INVOICE,
    paymentHash: INVOICE.paymentHash.replace("c", "d") as never,
  };
  const any: fc.Arbitrary<Heard> = fc
    .tuple(
      fc.constantFrom<Heard>(
        ...(Object.values(EVENTS).filter(({ kind }) => kind in SEND_MATRIX.paying) as Heard[]),
        { kind: "invoice-fetched", invoice: other, atMs: NOW_MS },
      ),
      fc.integer({ min: NOW_MS, max: FOREVER_MS + 1_000 }),
    )
    .map(([event, atMs]) => ({ ...event, atMs }));

  it("pays one invoice at most, whatever it is told, until it is given up", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (events) => {
        const run = events.reduce<Sending>(
          ({ send, hashes }, event) => {
            if (send === null) return { send, hashes };
            const step = stepSend(send, event, POLICY);
            if (step.kind === "refusal") return { send, hashes };
            if (step.kind !== "sending") return { send: null, hashes };
            const paid = step.send.kind === "paying" ? [step.send.invoice.paymentHash] : [];
            return { send: step.send, hashes: new Set([...hashes, ...paid]) };
          },
          { send: SENDS.fetching, hashes: new Set() },
        );
        expect(run.hashes.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

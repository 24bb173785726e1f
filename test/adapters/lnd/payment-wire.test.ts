import { describe, expect, it } from "vitest";
import { toFee, toPaymentState } from "../../../main/adapters/lnd/payment-wire.ts";
import { secretOf } from "./network.ts";

const { preimage, hash } = secretOf("payment wire");

const message = (change: object = {}): object => ({
  payment_hash: hash,
  status: "SUCCEEDED",
  payment_preimage: Buffer.from(preimage).toString("hex"),
  fee_msat: "1050",
  failure_reason: "FAILURE_REASON_NONE",
  ...change,
});

describe("toPaymentState", () => {
  it("takes a proof that fits the hash", () => {
    expect(toPaymentState(message(), hash)).toMatchObject({
      kind: "paid",
      proof: { feeMsat: 1_050n },
    });
  });

  it("believes no payment without the proof of it", () => {
    for (const payment_preimage of ["", "0".repeat(64), "ab".repeat(32), "zz".repeat(32)]) {
      expect(toPaymentState(message({ payment_preimage }), hash)).toBeNull();
    }
  });

  it("takes no other payment for the one asked for", () => {
    expect(toPaymentState(message(), secretOf("another").hash)).toBeNull();
  });

  it.each([
    ["FAILURE_REASON_NO_ROUTE", "PAYMENT_NO_ROUTE"],
    ["FAILURE_REASON_TIMEOUT", "PAYMENT_TIMED_OUT"],
    ["FAILURE_REASON_INCORRECT_PAYMENT_DETAILS", "PAYMENT_REJECTED_BY_PAYEE"],
    ["FAILURE_REASON_INSUFFICIENT_BALANCE", "PAYMENT_NO_BALANCE"],
    ["FAILURE_REASON_CANCELED", "PAYMENT_CANCELLED"],
    ["FAILURE_REASON_ERROR", "PAYMENT_FAILED"],
    ["toString", "PAYMENT_FAILED"],
  ])("words %s as %s", (failure_reason, code) => {
    expect(toPaymentState(message({ status: "FAILED", failure_reason }), hash)).toEqual({
      kind: "failed",
      code,
    });
  });

  it("calls a payment pending until its end, and an unknown state nothing", () => {
    for (const status of ["INITIATED", "IN_FLIGHT"]) {
      expect(toPaymentState(message({ status }), hash)).toEqual({ kind: "pending" });
    }
    expect(toPaymentState(message({ status: "UNKNOWN" }), hash)).toBeNull();
    expect(toPaymentState(null, hash)).toBeNull();
  });
});

describe("toFee", () => {
  it("reads millisatoshi and nothing else", () => {
    expect(toFee({ fee_mtokens: "0" })).toBe(0n);
    expect(toFee({ fee_mtokens: "-1" })).toBeNull();
    expect(toFee({})).toBeNull();
  });
});

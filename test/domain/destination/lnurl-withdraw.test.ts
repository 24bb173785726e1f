import { describe, expect, it } from "vitest";
import type { Invoice, InvoiceReader } from "../../../main/domain/destination/invoice.ts";
import {
  judgeWithdraw,
  withdrawAnswer,
  type WithdrawOffer,
  withdrawReply,
  type WithdrawState,
} from "../../../main/domain/destination/lnurl-withdraw.ts";
import { msat } from "../../../main/domain/money.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";

const NOW_MS = 1_800_000_000_000;
const OPEN: WithdrawState = { kind: "open" };
const OFFER: WithdrawOffer = {
  k1: "ab".repeat(32),
  callback: "https://refund.example/lnurlw/callback",
  description: "Refund 1-000124",
  minMsat: msat(50_000_000n),
  maxMsat: msat(50_000_000n),
};

const invoiceOf = (change: Partial<Invoice> = {}): Invoice => ({
  request: "lnbcrt1",
  network: "regtest",
  paymentHash: "00".repeat(32) as PaymentHash,
  amountMsat: msat(50_000_000n),
  payee: `02${"00".repeat(32)}`,
  description: "Refund",
  descriptionHash: null,
  createdAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 600_000,
  cltvDelta: 40,
  ...change,
});

const judge = (
  sent: { k1?: string | null; pr?: string | null },
  reading: ReturnType<InvoiceReader> = invoiceOf(),
  state: WithdrawState = OPEN,
) =>
  judgeWithdraw({ k1: OFFER.k1, pr: "lnbcrt1", ...sent }, OFFER, state, {
    network: "regtest",
    nowMs: NOW_MS,
    readInvoice: () => reading,
  });

const refused = (code: string) => ({ kind: "refused", code });

describe("LNURL-withdraw (LUD-03)", () => {
  it("offers what may be taken, and nothing once it was", () => {
    expect(JSON.parse(withdrawAnswer(OFFER, OPEN))).toEqual({
      tag: "withdrawRequest",
      callback: "https://refund.example/lnurlw/callback",
      k1: OFFER.k1,
      defaultDescription: "Refund 1-000124",
      minWithdrawable: 50_000_000,
      maxWithdrawable: 50_000_000,
    });
    for (const state of [{ kind: "ended" }, { kind: "taken", request: "x" }] as const) {
      expect(JSON.parse(withdrawAnswer(OFFER, state))).toMatchObject({
        minWithdrawable: 0,
        maxWithdrawable: 0,
      });
    }
  });

  it("takes an invoice for the amount, in capitals and behind a scheme too", () => {
    const verdict = { kind: "take", invoice: invoiceOf() };
    expect(judge({})).toEqual(verdict);
    expect(judge({ pr: " LIGHTNING:LNBCRT1 " })).toEqual(verdict);
    expect(withdrawReply(judge({}))).toBe('{"status":"OK"}');
  });

  it("takes one invoice, ever: the same again is answered alike, another is turned away", () => {
    const taken: WithdrawState = { kind: "taken", request: "lnbcrt1" };
    expect(judge({ pr: "LNBCRT1" }, invoiceOf(), taken)).toEqual({ kind: "again" });
    expect(judge({ pr: "lnbcrt2" }, invoiceOf(), taken)).toEqual(refused("WITHDRAW_TAKEN"));
    expect(withdrawReply({ kind: "again" })).toBe('{"status":"OK"}');
  });

  it.each([
    ["another secret", { k1: "cd".repeat(32) }, invoiceOf(), "WITHDRAW_UNKNOWN"],
    ["no secret", { k1: null }, invoiceOf(), "WITHDRAW_UNKNOWN"],
    ["no invoice", { pr: null }, invoiceOf(), "WITHDRAW_INVOICE_INVALID"],
    ["several invoices", { pr: "lnbcrt1,lnbcrt2" }, invoiceOf(), "WITHDRAW_INVOICE_INVALID"],
    ["a damaged one", {}, "damaged", "WITHDRAW_INVOICE_INVALID"],
    ["one that cannot be paid", {}, "unsupported", "WITHDRAW_INVOICE_INVALID"],
    ["one for weeks", {}, invoiceOf({ cltvDelta: 2_000 }), "WITHDRAW_INVOICE_INVALID"],
    ["more", {}, invoiceOf({ amountMsat: msat(50_000_001n) }), "WITHDRAW_AMOUNT_WRONG"],
    ["less", {}, invoiceOf({ amountMsat: msat(49_999_999n) }), "WITHDRAW_AMOUNT_WRONG"],
    ["any amount", {}, invoiceOf({ amountMsat: null }), "WITHDRAW_AMOUNT_WRONG"],
    ["another network", {}, invoiceOf({ network: "mainnet" }), "WITHDRAW_NETWORK"],
    ["one that runs out", {}, invoiceOf({ expiresAtMs: NOW_MS + 59_999 }), "WITHDRAW_EXPIRED"],
  ] as const)("turns away %s", (_what, sent, reading, code) => {
    const verdict = judge(sent, reading);
    expect(verdict).toEqual(refused(code));
    expect(JSON.parse(withdrawReply(verdict))).toMatchObject({ status: "ERROR" });
  });

  it("turns everything away once it is over, and knows no other secret even then", () => {
    expect(judge({}, invoiceOf(), { kind: "ended" })).toEqual(refused("WITHDRAW_ENDED"));
    expect(judge({ k1: "" }, invoiceOf(), { kind: "ended" })).toEqual(refused("WITHDRAW_UNKNOWN"));
  });
});

import { describe, expect, it } from "vitest";
import { msat } from "../../main/domain/money.ts";
import type { PayEffect, PayEffectKind, PayEvent, PayEventKind } from "../../main/domain/swap.ts";
import { encode } from "../../main/journal/codec.ts";
import { decodeEffect, decodeEvent } from "../../main/journal/event-schema.ts";
import { EVENTS as SENT } from "../support/pay-events.ts";
import { T0, codeOf, makeHeld, makePaid } from "./support.ts";

const atMs = T0;

/** One of each: a new event or effect stops the build here too. */
const events: { readonly [K in PayEventKind]: Extract<PayEvent, { readonly kind: K }> } = {
  "quote-confirmed": { kind: "quote-confirmed", atMs },
  "cancel-requested": { kind: "cancel-requested", atMs },
  "time-passed": { kind: "time-passed", atMs },
  "invoice-created": { kind: "invoice-created", request: "lnbcrt1", atMs },
  "invoice-refused": { kind: "invoice-refused", code: "INVOICE_HASH_TAKEN", atMs },
  "invoice-open": { kind: "invoice-open", atMs },
  "invoice-held": { kind: "invoice-held", held: makeHeld(1).held, atMs },
  "invoice-settled": { kind: "invoice-settled", atMs },
  "invoice-cancelled": { kind: "invoice-cancelled", atMs },
  "invoice-missing": { kind: "invoice-missing", atMs },
  "held-assessed": {
    kind: "held-assessed",
    assessment: { height: 900_000, marketMsat: msat(10n ** 15n), stopped: false, atMs },
    atMs,
  },
  "payout-done": { kind: "payout-done", payout: makePaid(1).payout, atMs },
  "payout-refused": { kind: "payout-refused", code: "ACCOUNT_CLOSED", atMs },
  "payout-unknown": { kind: "payout-unknown", code: "TIMEOUT", atMs },
  "payout-not-found": { kind: "payout-not-found", height: 900_000, atMs },
  "block-seen": { kind: "block-seen", height: 900_000, atMs },
  "refund-made": { kind: "refund-made", note: "in cash", atMs },
  "payout-ruled-out": { kind: "payout-ruled-out", note: "the bank says so", atMs },
  "reprint-requested": { kind: "reprint-requested", atMs },
  recovered: { kind: "recovered", atMs },
  "destination-chosen": SENT["destination-chosen"],
  "invoice-fetched": SENT["invoice-fetched"],
  "invoice-not-given": SENT["invoice-not-given"],
  "payment-made": SENT["payment-made"],
  "payment-refused": SENT["payment-refused"],
  "payment-unknown": SENT["payment-unknown"],
  "payment-pending": SENT["payment-pending"],
  "payment-failed": SENT["payment-failed"],
  "payment-missing": SENT["payment-missing"],
  "retry-requested": SENT["retry-requested"],
  "choice-dropped": SENT["choice-dropped"],
  "transaction-prepared": SENT["transaction-prepared"],
  "transaction-refused": SENT["transaction-refused"],
  "transaction-published": SENT["transaction-published"],
  "transaction-seen": SENT["transaction-seen"],
  "transaction-missing": SENT["transaction-missing"],
};
const effects: { readonly [K in PayEffectKind]: Extract<PayEffect, { readonly kind: K }> } = {
  "create-invoice": { kind: "create-invoice" },
  "cancel-invoice": { kind: "cancel-invoice" },
  "settle-invoice": { kind: "settle-invoice" },
  "assess-held": { kind: "assess-held" },
  "submit-payout": { kind: "submit-payout" },
  "query-payout": { kind: "query-payout" },
  "print-receipt": { kind: "print-receipt", copy: true },
  "fetch-invoice": { kind: "fetch-invoice" },
  "pay-invoice": { kind: "pay-invoice" },
  "query-payment": { kind: "query-payment" },
  "prepare-transaction": { kind: "prepare-transaction" },
  "publish-transaction": { kind: "publish-transaction" },
  "query-transaction": { kind: "query-transaction" },
};

interface Table {
  readonly name: string;
  readonly values: readonly (PayEvent | PayEffect)[];
  readonly decode: (json: string, kind: string) => unknown;
  readonly code: string;
}
const tables: readonly Table[] = [
  {
    name: "event",
    values: Object.values(events),
    decode: decodeEvent,
    code: "JOURNAL_EVENT_INVALID",
  },
  {
    name: "effect",
    values: Object.values(effects),
    decode: decodeEffect,
    code: "JOURNAL_EFFECT_INVALID",
  },
];

describe.each(tables)("an $name", ({ values, decode, code }) => {
  it.each(values)("$kind comes back as it was written", (value) => {
    expect(decode(encode(value), value.kind)).toStrictEqual(value);
  });

  it.each(values)("$kind is refused with a field too few or too many", (value) => {
    for (const key of Object.keys(value)) {
      const short = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      expect(codeOf(() => decode(encode(short), value.kind))).toBe(code);
    }
    expect(codeOf(() => decode(encode({ ...value, extra: 1 }), value.kind))).toBe(code);
  });

  it.each(["", "toString", "paid"])("of kind %j is refused", (kind) => {
    expect(codeOf(() => decode(encode({ kind, atMs }), kind))).toBe(code);
  });
});

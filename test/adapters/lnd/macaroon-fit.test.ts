import { describe, expect, it } from "vitest";
import { withCaveat } from "../../../main/adapters/lnd/macaroon.ts";
import { fitOf } from "../../../main/adapters/lnd/macaroon-fit.ts";
import { CALLS, type MacaroonKind } from "../../../main/adapters/lnd/permissions.ts";
import { macaroonOf } from "../../../sandbox/lnd/macaroons.ts";

const KINDS = Object.keys(CALLS) as MacaroonKind[];

describe("a macaroon beside its kind", () => {
  it.each(KINDS)("has just the calls of %s", (kind) => {
    expect(fitOf(macaroonOf(kind, "1"), kind)).toEqual({
      excess: [],
      missing: [],
      goodUntilMs: null,
    });
  });

  it("is told what it has too much and what it lacks", () => {
    const fit = fitOf(macaroonOf("payout", "1"), "till");
    expect(fit?.excess).toContain("/routerrpc.Router/SendPaymentV2");
    expect(fit?.excess).not.toContain("/lnrpc.Lightning/GetInfo");
    expect(fit?.missing).toContain("/invoicesrpc.Invoices/AddHoldInvoice");
    expect(fit?.missing).not.toContain("/lnrpc.Lightning/GetInfo");
  });

  it("may read balances as a till", () => {
    const calls = fitOf(macaroonOf("books", "1"), "till");
    expect(calls?.excess).toEqual([]);
    expect(fitOf(macaroonOf("till", "1"), "books")?.excess).not.toEqual([]);
  });

  it("runs out at the first of its ends", () => {
    const bytes = [
      "ipaddr 192.0.2.7",
      "time-before 2027-03-01T00:00:00Z",
      "time-before 2027-01-01T00:00:00Z",
    ].reduce<Uint8Array>(withCaveat, Buffer.from(macaroonOf("till", "1"), "hex"));
    const hex = Buffer.from(bytes).toString("hex");
    expect(fitOf(hex, "till")?.goodUntilMs).toBe(Date.UTC(2027, 0, 1));
  });

  it("is none of LND's when it cannot be read", () => {
    expect(fitOf("0201036c6e64", "till")).toBeNull();
  });
});

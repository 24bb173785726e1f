import { describe, expect, it } from "vitest";
import { toFaultCode } from "../../../main/adapters/lnd/fault.ts";

const grpc = (code: number, details: string): object => ({ code, details, metadata: {} });
const wrapped = (code: number, details: string): unknown => [
  503,
  "UnexpectedError",
  { err: grpc(code, details) },
];

describe("toFaultCode", () => {
  it.each([
    [wrapped(2, "invoice with payment hash already exists"), "INVOICE_EXISTS"],
    [[402, "CannotSettleHtlcBeforeHtlcReceived"], "INVOICE_NOT_HELD"],
    [[404, "SecretDoesNotMatchAnyExistingHodlInvoice"], "INVOICE_MISSING"],
    [wrapped(5, "unable to locate invoice"), "INVOICE_MISSING"],
    [wrapped(2, "unable to locate invoice"), "INVOICE_MISSING"],
    [wrapped(2, "there are no existing invoices"), "INVOICE_MISSING"],
    [wrapped(2, "invoice already canceled"), "INVOICE_ALREADY_CANCELLED"],
    [wrapped(2, "invoice already settled"), "INVOICE_ALREADY_SETTLED"],
    [wrapped(2, "CLTV delta of 5 must be greater than minimum of 24"), "INVOICE_ORDER_INVALID"],
    [wrapped(2, "memo too large: 700 bytes (maxsize=639)"), "INVOICE_ORDER_INVALID"],
    [wrapped(2, "data length too big to fit within 10 bits: 1120"), "INVOICE_ORDER_INVALID"],
    [
      wrapped(2, "expiry of 6.3072e+07 seconds greater than max expiry of 3.1536e+07 seconds"),
      "INVOICE_ORDER_INVALID",
    ],
    [
      wrapped(2, "invoice amount 25532559.26290448 BTC is too large, max is 100000 BTC"),
      "INVOICE_ORDER_INVALID",
    ],
    [wrapped(2, "cannot determine data format of binary-encoded macaroon"), "LND_UNAUTHORISED"],
    [wrapped(2, "permission denied"), "LND_UNAUTHORISED"],
    [wrapped(2, "expected 1 macaroon, got 0"), "LND_UNAUTHORISED"],
    [wrapped(2, "verification failed: signature mismatch"), "LND_UNAUTHORISED"],
    [
      wrapped(
        2,
        "cannot retrieve macaroon: cannot get macaroon: root key with id 23 doesn't exist",
      ),
      "LND_UNAUTHORISED",
    ],
    [[403, "PermissionDeniedToBakeMacaroon"], "LND_UNAUTHORISED"],
    [wrapped(16, "whatever"), "LND_UNAUTHORISED"],
    [wrapped(14, "No connection established. Last error: ECONNREFUSED"), "LND_UNREACHABLE"],
    [grpc(14, "transport is closing"), "LND_UNREACHABLE"],
    [[503, "FailedToConnectToDaemon"], "LND_UNREACHABLE"],
    [wrapped(14, "Last error: Error: self-signed certificate"), "LND_CERTIFICATE_UNTRUSTED"],
    [
      wrapped(14, "Hostname/IP does not match certificate's altnames: Host: a"),
      "LND_CERTIFICATE_UNTRUSTED",
    ],
    [[503, "LndLocked"], "LND_NOT_READY"],
    [wrapped(2, "wallet locked, unlock it to enable full RPC access"), "LND_NOT_READY"],
    [
      wrapped(2, "the RPC server is in the process of starting up, but not yet ready"),
      "LND_NOT_READY",
    ],
    [wrapped(4, "Deadline exceeded"), "LND_TIMEOUT"],
    [wrapped(1, "Cancelled on client"), "LND_TIMEOUT"],
    [[503, "ExpectedPaymentRequestForCreatedInvoice"], "LND_ANSWER_INVALID"],
    [wrapped(13, "panic"), "LND_ERROR"],
    [new Error("socket"), "LND_ERROR"],
    ["text", "LND_ERROR"],
    [undefined, "LND_ERROR"],
  ])("%j is %s", (error, code) => {
    expect(toFaultCode(error)).toBe(code);
  });

  it.each([
    // Words inside other words prove nothing of the invoice.
    wrapped(2, "could not tell: unable to locate invoice"),
    wrapped(2, "invoice already settled?"),
    wrapped(5, "not found"),
    wrapped(12, "unknown service"),
    wrapped(2, "toString"),
    [404, "constructor"],
  ])("%j proves nothing", (error) => {
    expect(toFaultCode(error)).toBe("LND_ERROR");
  });

  it("takes no word of an unreachable node for its answer", () => {
    expect(toFaultCode(wrapped(14, "invoice already canceled"))).toBe("LND_UNREACHABLE");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBitcoinUri } from "../../../main/domain/destination/bitcoin-uri.ts";
import { encodeLnurl } from "../../../main/domain/destination/lnurl.ts";
import { EXAMPLES_MS, readText } from "./tools.ts";

/** BOLT 11, its own example: 25 mBTC, coffee beans. */
const INVOICE =
  "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqqqqqpqsq67gye39hfg3zd8rgc80k32tvy9xk2xunwm5lzexnvpx6fd77en8qaq424dxgt56cag2dpt359k3ssyhetktkpqh24jqnjyw6uqd08sgptq44qu";
const OFFER =
  "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg";
const ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const CHAIN = { address: ADDRESS, kind: "p2wpkh", amountSat: null, label: null, message: null };
const LNURL = encodeLnurl("https://pay.example/lnurl");
const SERVER = {
  kind: "lnurl",
  url: "https://pay.example/lnurl",
  domain: "pay.example",
  address: null,
};

const destination = (value: object) => ({ kind: "destination", destination: value });
const refused = (code: string) => ({ kind: "refused", code });

const invoiceOf = (text: string) => {
  const reading = readText(text);
  if (reading.kind !== "destination" || reading.destination.kind !== "invoice") {
    throw new Error(`not an invoice: ${text}`);
  }
  return reading.destination.invoice;
};

describe("a code as a place to pay", () => {
  it("reads an invoice whole", () => {
    expect(invoiceOf(`LIGHTNING:${INVOICE.toUpperCase()}`)).toEqual({
      request: INVOICE,
      network: "mainnet",
      paymentHash: "0001020304050607080900010203040506070809000102030405060708090102",
      amountMsat: 2_500_000_000n,
      payee: "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad",
      description: "coffee beans",
      descriptionHash: null,
      createdAtMs: EXAMPLES_MS,
      expiresAtMs: EXAMPLES_MS + 3_600_000,
      cltvDelta: 18,
    });
  });

  it.each([
    ["an LNURL", LNURL, SERVER],
    ["an LNURL by LUD-17", "lnurlp://pay.example/lnurl", SERVER],
    [
      "a Lightning address",
      "lightning:Shop@pay.example",
      {
        kind: "lnurl",
        url: "https://pay.example/.well-known/lnurlp/shop",
        domain: "pay.example",
        address: "shop@pay.example",
      },
    ],
    ["an address", ADDRESS.toUpperCase(), { kind: "chain", chain: CHAIN }],
    [
      "a BIP 21 URI",
      `bitcoin:${ADDRESS}?amount=0.00012&label=Caf%C3%A9%0a&message=Two%20cups&other=1`,
      {
        kind: "chain",
        chain: { ...CHAIN, amountSat: 12_000n, label: "Café", message: "Two cups" },
      },
    ],
    [
      "a unified URI in capitals",
      `BITCOIN:${ADDRESS.toUpperCase()}?AMOUNT=0.025&LIGHTNING=${INVOICE.toUpperCase()}`,
      {
        kind: "unified",
        chain: { ...CHAIN, amountSat: 2_500_000n },
        lightning: { kind: "invoice", invoice: invoiceOf(INVOICE) },
      },
    ],
    [
      "a unified URI with an LNURL",
      `bitcoin:${ADDRESS}?lightning=${LNURL}`,
      { kind: "unified", chain: CHAIN, lightning: SERVER },
    ],
    ["a URI with nothing but an LNURL", `bitcoin:?lightning=${LNURL}`, SERVER],
  ])("takes %s", (_what, text, expected) => {
    expect(readText(text)).toEqual(destination(expected));
  });

  it.each([
    ["an offer", OFFER, "DESTINATION_OFFER"],
    ["an offer in a unified URI", `bitcoin:${ADDRESS}?lightning=${OFFER}`, "DESTINATION_OFFER"],
    ["a misread invoice", `${INVOICE.slice(0, -1)}q`, "DESTINATION_DAMAGED"],
    ["a misread address", `${ADDRESS.slice(0, -1)}5`, "DESTINATION_DAMAGED"],
    ["a misread LNURL", `${LNURL.slice(0, -1)}Q`, "DESTINATION_DAMAGED"],
    ["a name of BIP 353", "₿satoshi@pay.example", "DESTINATION_UNSUPPORTED"],
    [
      "an address that is not in use yet",
      "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
      "DESTINATION_UNSUPPORTED",
    ],
    ["an LNURL for taking out", "lnurlw://pay.example/x", "DESTINATION_NOT_PAY"],
    ["an LNURL without https", encodeLnurl("http://pay.example/"), "DESTINATION_INSECURE"],
    ["an LNURL on this machine", "lnurlp://127.0.0.1/x", "DESTINATION_INSECURE"],
    [
      "another chain",
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
      "DESTINATION_NETWORK",
    ],
    ["an unknown requirement", `bitcoin:${ADDRESS}?req-pay=1`, "DESTINATION_REQUIREMENT"],
    ["no amount", `bitcoin:${ADDRESS}?amount=0`, "DESTINATION_AMOUNT_INVALID"],
    ["a comma", `bitcoin:${ADDRESS}?amount=0,5`, "DESTINATION_AMOUNT_INVALID"],
    ["less than a satoshi", `bitcoin:${ADDRESS}?amount=0.000000001`, "DESTINATION_AMOUNT_INVALID"],
    ["all bitcoin and more", `bitcoin:${ADDRESS}?amount=21000001`, "DESTINATION_AMOUNT_INVALID"],
    ["two amounts", `bitcoin:${ADDRESS}?amount=1&amount=2`, "DESTINATION_DAMAGED"],
    ["nothing", "bitcoin:", "DESTINATION_DAMAGED"],
    [
      "two amounts in two codes",
      `bitcoin:${ADDRESS}?amount=0.026&lightning=${INVOICE}`,
      "DESTINATION_AMOUNT_CONFLICT",
    ],
    [
      "an amount that no part holds",
      `bitcoin:?amount=0.026&lightning=${LNURL}`,
      "DESTINATION_AMOUNT_CONFLICT",
    ],
    ["a secret", "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617", "SCAN_WALLET_SECRET"],
    ["a product", "4006381333931", "DESTINATION_UNKNOWN"],
    ["a web page", "https://pay.example/", "DESTINATION_UNKNOWN"],
    ["words", "two coffees", "DESTINATION_UNKNOWN"],
  ])("refuses %s", (_what, text, code) => {
    expect(readText(text)).toEqual(refused(code));
  });

  it.each([
    { what: "of another chain", change: { network: "regtest" }, code: "DESTINATION_NETWORK" },
    {
      what: "with less than a minute left",
      change: { nowMs: EXAMPLES_MS + 3_540_001 },
      code: "DESTINATION_EXPIRED",
    },
  ] as const)("refuses an invoice $what", ({ change, code }) => {
    expect(readText(INVOICE, change)).toEqual(refused(code));
  });

  it.each([
    { what: "with a minute left", nowMs: EXAMPLES_MS + 3_540_000 },
    { what: "when the time is not known", nowMs: null },
  ])("takes an invoice $what", ({ nowMs }) => {
    expect(readText(INVOICE, { nowMs }).kind).toBe("destination");
  });

  it.each([
    { what: "for nothing", amountMsat: 0n, cltvDelta: 18, code: "DESTINATION_AMOUNT_INVALID" },
    { what: "for a week and more", amountMsat: 1n, cltvDelta: 1_009, code: "DESTINATION_TOO_SLOW" },
  ])("refuses an invoice $what", ({ amountMsat, cltvDelta, code }) => {
    const invoice = { ...invoiceOf(INVOICE), amountMsat, cltvDelta } as ReturnType<
      typeof invoiceOf
    >;
    expect(readText(INVOICE, { readInvoice: () => invoice })).toEqual(refused(code));
  });

  it("never throws, whatever is held up", () => {
    const start = fc.constantFrom("", "lightning:", "bitcoin:", "lnurl1", "lnbc1", "bc1q", "a@b.c");
    fc.assert(
      fc.property(start, fc.string({ unit: "binary", maxLength: 300 }), (head, tail) => {
        expect(["destination", "refused"]).toContain(readText(`${head}${tail}`).kind);
      }),
    );
  });
});

describe("the amount of a URI", () => {
  it("is the same in satoshi as in its digits", () => {
    const sats = fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n });
    fc.assert(
      fc.property(sats, (amount) => {
        const digits = amount.toString().padStart(9, "0");
        const text = `${digits.slice(0, -8)}.${digits.slice(-8)}`;
        expect(readBitcoinUri(`bitcoin:x?amount=${text}`)).toMatchObject({ amountSat: amount });
      }),
    );
  });
});

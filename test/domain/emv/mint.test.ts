import { describe, expect, it } from "vitest";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import {
  type DynamicFields,
  type MintFields,
  type StaticFields,
} from "../../../main/domain/emv/mint-fields.ts";
import { isFailure } from "../../../main/domain/failure.ts";
import { fiat } from "../../../main/domain/money.ts";
import { AT_MS, read, vector } from "./support.ts";

const makeStatic = (over: Partial<StaticFields> = {}): StaticFields => ({
  kind: "static",
  account: { kind: "individual", id: "john_smith@devb" },
  currency: "KHR",
  merchantName: "John Smith",
  ...over,
});

const makeDynamic = (over: Partial<DynamicFields> = {}): DynamicFields => ({
  kind: "dynamic",
  account: { kind: "individual", id: "john_smith@devb" },
  amount: fiat("KHR", 100n),
  merchantName: "John Smith",
  billNumber: "INV-1",
  createdAtMs: AT_MS,
  expiresAtMs: AT_MS + 600_000,
  ...over,
});

const corporate = {
  kind: "corporate",
  id: "khqr@devb",
  merchantId: "1",
  acquiringBank: "B",
} as const;

const refusal = (fields: MintFields): string => {
  try {
    return `minted ${mintKhqr(fields).payload}`;
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
};

describe("a static code", () => {
  it("is that of the official SDK, to the character", () => {
    expect(mintKhqr(makeStatic()).payload).toBe(vector("b-static-khr"));
    expect(
      mintKhqr(
        makeStatic({ account: { ...corporate, merchantId: "123456", acquiringBank: "Dev Bank" } }),
      ).payload,
    ).toBe(vector("b-merch-static-khr"));
    expect(mintKhqr(makeStatic({ unionPay: "0001034400010344ABCDEFGHJIKLMNO" })).payload).toBe(
      vector("b-static-upi"),
    );
  });

  it("carries every label", () => {
    const code = mintKhqr({
      ...makeStatic(),
      account: {
        kind: "remittance",
        id: "coffee_k@aclb",
        accountInformation: "85512233455",
        acquiringBank: "ACLEDA Bank Plc.",
      },
      merchantName: "Coffee Khlaing",
      merchantCity: "Siem Reap",
      billNumber: "#12345",
      mobileNumber: "85512233455",
      storeLabel: "Coffee Shop",
      terminalLabel: "Cashier_1",
      purposeOfTransaction: "Coffee",
    });
    expect(code.payload).toBe(vector("b-static-khr-full"));
  });

  it("writes a checksum with its zeros in front", () => {
    const code = mintKhqr(
      makeStatic({
        account: { kind: "individual", id: "a@devb" },
        merchantName: "S3736",
        merchantCity: "C",
      }),
    );
    expect(code.payload).toBe(vector("b-crc-leading-zeros"));
  });
});

describe("a dynamic code", () => {
  it("has its tags in the official SDK's order, 99 before 63", () => {
    const { payload } = mintKhqr({
      ...makeDynamic(),
      account: { ...corporate, merchantId: "123456", acquiringBank: "Dev Bank" },
      amount: fiat("USD", 1050n),
      additionalData: { 68: "0010PAYWAY@ABA", 5: "R" },
      language: { preference: "km", name: "ចន ស្មីន", city: "សៀមរាប" },
    });
    expect(payload.slice(0, -4)).toBe(
      "00020101021230350009khqr@devb01061234560208Dev Bank520459995303840540510.505802KH" +
        "5910John Smith6010Phnom Penh62320105INV-10501R68140010PAYWAY@ABA" +
        "64280002km0108ចន ស្មីន0206សៀមរាប99340013179300000000001131793000600000" +
        "6304",
    );
  });

  it.each([
    [fiat("KHR", 100n), "5403100"],
    [fiat("KHR", 9_999_999_999_999n), "54139999999999999"],
    [fiat("USD", 1n), "54040.01"],
    [fiat("USD", 100n), "54041.00"],
    [fiat("USD", 999_999_999_999n), "54139999999999.99"],
  ])("prints %o as %s", (amount, printed) => {
    expect(mintKhqr(makeDynamic({ amount })).payload).toContain(printed);
  });

  it("expires when it says so", () => {
    const { payload, expiresAtMs } = mintKhqr(makeDynamic({ expiresAtMs: AT_MS + 1 }));
    expect(expiresAtMs).toBe(AT_MS + 1);
    expect(read(payload).valid).toBe(true);
  });
});

describe("refuses", () => {
  const longest = "L".repeat(25);
  const rows: readonly (readonly [string, MintFields, string])[] = [
    [
      "an account without @",
      makeStatic({ account: { kind: "individual", id: "a" } }),
      "MINT_ACCOUNT_INVALID",
    ],
    [
      "an account of Khmer",
      makeStatic({ account: { kind: "individual", id: "ក@devb" } }),
      "MINT_ACCOUNT_INVALID",
    ],
    [
      "an account of 33",
      makeStatic({ account: { kind: "individual", id: `${"a".repeat(28)}@devb` } }),
      "MINT_ACCOUNT_INVALID",
    ],
    [
      "a member of 33",
      makeStatic({ account: { ...corporate, merchantId: "1".repeat(33) } }),
      "MINT_MEMBER_INVALID",
    ],
    ["no member", makeStatic({ account: { ...corporate, merchantId: "" } }), "MINT_MEMBER_INVALID"],
    [
      "no bank of a company",
      makeStatic({ account: { ...corporate, acquiringBank: "" } }),
      "MINT_BANK_INVALID",
    ],
    ["Khmer in 59", makeStatic({ merchantName: "ហាង" }), "MINT_NAME_INVALID"],
    ["a long name", makeStatic({ merchantName: "N".repeat(26) }), "MINT_NAME_INVALID"],
    ["an empty name", makeStatic({ merchantName: "" }), "MINT_NAME_INVALID"],
    ["a long city", makeStatic({ merchantCity: "C".repeat(16) }), "MINT_CITY_INVALID"],
    ["a category of three", makeStatic({ merchantCategoryCode: "599" }), "MINT_MCC_INVALID"],
    ["99 riel", makeDynamic({ amount: fiat("KHR", 99n) }), "MINT_AMOUNT_TOO_SMALL"],
    ["no cents", makeDynamic({ amount: fiat("USD", 0n) }), "MINT_AMOUNT_TOO_SMALL"],
    [
      "14 digits",
      makeDynamic({ amount: fiat("KHR", 10_000_000_000_000n) }),
      "MINT_AMOUNT_TOO_GREAT",
    ],
    [
      "14 characters",
      makeDynamic({ amount: fiat("USD", 1_000_000_000_000n) }),
      "MINT_AMOUNT_TOO_GREAT",
    ],
    [
      "a short UnionPay account",
      makeStatic({ unionPay: "0001034400010344" }),
      "MINT_UNION_PAY_INVALID",
    ],
    [
      "UnionPay with dollars",
      makeStatic({ currency: "USD", unionPay: "0001034400010344ABCDEFGHJIKLMNO" }),
      "MINT_UNION_PAY_NOT_KHR",
    ],
    ["an empty bill number", makeDynamic({ billNumber: "" }), "MINT_LABEL_INVALID"],
    ["a long label", makeStatic({ terminalLabel: "L".repeat(26) }), "MINT_LABEL_INVALID"],
    ["an emoji", makeStatic({ storeLabel: "🍜" }), "MINT_LABEL_INVALID"],
    ["half a pair", makeStatic({ storeLabel: "\ud83c" }), "MINT_LABEL_INVALID"],
    ["a control", makeStatic({ storeLabel: "a\u0000" }), "MINT_LABEL_INVALID"],
    ["an override", makeStatic({ storeLabel: "a\u202e" }), "MINT_LABEL_INVALID"],
    [
      "a named sub-tag among the others",
      makeStatic({ additionalData: { 1: "x" } }),
      "MINT_LABEL_INVALID",
    ],
    [
      "a sub-tag of three digits",
      makeStatic({ additionalData: { 100: "x" } }),
      "MINT_LABEL_INVALID",
    ],
    [
      "a long name in 64",
      makeStatic({ language: { preference: "km", name: "ក".repeat(26) } }),
      "MINT_LANGUAGE_INVALID",
    ],
    [
      "no name in 64",
      makeStatic({ language: { preference: "km", name: "" } }),
      "MINT_LANGUAGE_INVALID",
    ],
    [
      "a language of three",
      makeStatic({ language: { preference: "khm", name: "ក" } }),
      "MINT_LANGUAGE_INVALID",
    ],
    ["an expiry at creation", makeDynamic({ expiresAtMs: AT_MS }), "MINT_EXPIRY_INVALID"],
    [
      "seconds",
      makeDynamic({ createdAtMs: 1_793_000_000, expiresAtMs: 1_793_000_100 }),
      "MINT_EXPIRY_INVALID",
    ],
    ["parts of a millisecond", makeDynamic({ createdAtMs: AT_MS + 0.5 }), "MINT_EXPIRY_INVALID"],
    [
      "more than ten minutes",
      makeDynamic({ expiresAtMs: AT_MS + 600_001 }),
      "MINT_EXPIRY_TOO_LATE",
    ],
    [
      "five full labels, which do not fit 62",
      makeDynamic({
        billNumber: longest,
        mobileNumber: longest,
        storeLabel: longest,
        terminalLabel: longest,
        purposeOfTransaction: longest,
      }),
      "MINT_TEMPLATE_TOO_LONG",
    ],
    [
      "three full fields, which do not fit 30",
      makeStatic({
        account: {
          kind: "corporate",
          id: `${"a".repeat(27)}@devb`,
          merchantId: "1".repeat(32),
          acquiringBank: "B".repeat(32),
        },
      }),
      "MINT_TEMPLATE_TOO_LONG",
    ],
  ];
  it.each(rows)("%s", (_, fields, code) => {
    expect(refusal(fields)).toBe(code);
  });

  it("a dynamic code without a bill number, whatever the types said", () => {
    const { billNumber: _, ...rest } = makeDynamic();
    expect(refusal(rest as DynamicFields)).toBe("MINT_BILL_NUMBER_MISSING");
  });
});

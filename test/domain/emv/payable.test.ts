import { describe, expect, it } from "vitest";
import { looksLikeEmv } from "../../../main/domain/emv/envelope-rules.ts";
import { isExpired, requestedFiat } from "../../../main/domain/emv/khqr.ts";
import { checkPayable } from "../../../main/domain/emv/payable.ts";
import { checkScanLength, MAX_SCAN_LENGTH, trimScan } from "../../../main/domain/emv/scan.ts";
import { toDisplayText } from "../../../main/domain/emv/text.ts";
import { read, readValid, seal, tlv, unseal, VECTORS, vector } from "./support.ts";

describe("checkPayable", () => {
  it("refuses a company's code that names no merchant", () => {
    const code = readValid(vector("x-30-without-merchant-id"));
    expect(checkPayable(code)).toEqual({
      payable: false,
      error: {
        code: "NOT_PAYABLE_NO_MERCHANT_ID",
        detail: "30.01",
        position: code.payload.indexOf("5204"),
      },
    });
  });

  it("takes every other vector that reads", () => {
    const payable = VECTORS.filter(
      ({ payload, valid }) => valid && checkPayable(readValid(payload)).payable,
    );
    expect(payable).toHaveLength(28);
  });

  it("refuses an account that nobody can check by eye", () => {
    const id = "a\u202eb@devb";
    const body = unseal(vector("b-static-khr")).replace(/2919.*?devb/, tlv("29", tlv("00", id)));
    const code = readValid(seal(body));
    expect(checkPayable(code)).toMatchObject({
      error: {
        code: "NOT_PAYABLE_UNSAFE_TEXT",
        detail: "29.00",
        position: code.payload.indexOf("\u202e"),
      },
    });
  });
});

describe("what a code asks for", () => {
  it("is its amount, or nothing on an open code", () => {
    expect(requestedFiat(readValid(vector("b-dyn-usd-int")))).toEqual({
      currency: "USD",
      minor: 100n,
    });
    expect(requestedFiat(readValid(vector("x-static-zero-amount")))).toBeNull();
    expect(requestedFiat(readValid(vector("b-static-khr")))).toBeNull();
  });

  it("ends at its expiry, with an allowance for clocks", () => {
    const code = readValid(vector("b-dyn-khr-100"));
    expect(isExpired(code, 4_102_444_800_000)).toBe(false);
    expect(isExpired(code, 4_102_444_800_001)).toBe(true);
    expect(isExpired(code, 4_102_444_805_000, 5_000)).toBe(false);
    expect(isExpired(readValid(vector("b-static-khr")), Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe("a scanner's line", () => {
  it.each([
    ["  000201\r\n", "000201"],
    ["\r\n", ""],
    ["a b", "a b"],
    ["\ta\u00a0", "\ta\u00a0"],
  ])("%j is trimmed to %j", (line, text) => {
    expect(trimScan(line)).toBe(text);
  });

  it("reads once trimmed", () => {
    expect(read(trimScan(vector("x-trailing-newline"))).valid).toBe(true);
    expect(read(trimScan(vector("x-leading-space"))).valid).toBe(true);
  });

  it("has a limit that no vector reaches", () => {
    expect(checkScanLength("x".repeat(MAX_SCAN_LENGTH))).toBeNull();
    expect(checkScanLength("x".repeat(MAX_SCAN_LENGTH + 1))).toEqual({
      code: "SCAN_TOO_LONG",
      detail: "513",
      position: 512,
    });
    for (const { payload } of VECTORS) expect(checkScanLength(payload)).toBeNull();
  });

  it.each([
    ["000201010212", true],
    ["00020101021", false],
    ["lnbc20u1p3y0x3hpp", false],
  ])("%s looks like EMV: %s", (text, looks) => {
    expect(looksLikeEmv(text)).toBe(looks);
  });
});

describe("toDisplayText", () => {
  it("shows that something was there", () => {
    expect(toDisplayText("Shop\u202etxt\u0000 ហាង 🍜")).toBe("Shop\ufffdtxt\ufffd ហាង 🍜");
  });
});

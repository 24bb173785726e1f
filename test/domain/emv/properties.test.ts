import { describe, expect, it } from "vitest";
import { toAmount } from "../../../main/domain/emv/field-rules.ts";
import { readKhqr, requestedFiat, type Khqr } from "../../../main/domain/emv/khqr.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import { type MintAccount, type MintFields } from "../../../main/domain/emv/mint-fields.ts";
import { isFailure } from "../../../main/domain/failure.ts";
import { fiat, parseFiat, type Currency } from "../../../main/domain/money.ts";
import { MAX_SCAN_LENGTH } from "../../../main/domain/emv/scan.ts";
import { unsafeIndex } from "../../../main/domain/emv/text.ts";
import { fc, test } from "./fast-check.ts";
import { AT_MS, read, readValid, seal, tlv, unseal, VECTORS, vector, verdict } from "./support.ts";

const ascii = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: min,
    maxLength: max,
  });

const KHMER = fc.integer({ min: 0x1780, max: 0x17dd });
const BMP = fc
  .oneof(KHMER, fc.integer({ min: 0x20, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0xffff }))
  .map((code) => String.fromCharCode(code))
  .filter((character) => unsafeIndex(character) < 0);
const bmp = (max: number): fc.Arbitrary<string> =>
  fc.string({ unit: BMP, minLength: 1, maxLength: max });

const word = fc.stringMatching(/^[a-z0-9_.]{1,12}$/);
const account: fc.Arbitrary<MintAccount> = fc
  .record({ name: word, bank: word, member: ascii(1, 20), acquirer: ascii(1, 20), kind: fc.nat(2) })
  .map(({ name, bank, member, acquirer, kind }) => {
    const id = `${name}@${bank}`;
    if (kind === 0) return { kind: "individual", id };
    return kind === 1
      ? { kind: "remittance", id, accountInformation: member, acquiringBank: acquirer }
      : { kind: "corporate", id, merchantId: member, acquiringBank: acquirer };
  });

const common = fc.record(
  {
    account,
    merchantName: ascii(1, 25),
    merchantCity: ascii(1, 15),
    merchantCategoryCode: fc.stringMatching(/^[0-9]{4}$/),
    mobileNumber: bmp(14),
    storeLabel: bmp(14),
    terminalLabel: bmp(14),
    purposeOfTransaction: bmp(14),
    language: fc.record({ preference: fc.constantFrom("km", "zh"), name: bmp(25), city: bmp(15) }),
  },
  { requiredKeys: ["account", "merchantName"] },
);

const amount = fc.oneof(
  fc.bigInt({ min: 100n, max: 9_999_999_999_999n }).map((minor) => fiat("KHR", minor)),
  fc.bigInt({ min: 1n, max: 999_999_999_999n }).map((minor) => fiat("USD", minor)),
);

const fields: fc.Arbitrary<MintFields> = fc.oneof(
  fc
    .record({ fields: common, currency: fc.constantFrom<Currency>("KHR", "USD") })
    .map(({ fields: shared, currency }) => ({ ...shared, kind: "static" as const, currency })),
  fc
    .record({
      fields: common,
      amount,
      billNumber: bmp(14),
      life: fc.integer({ min: 1, max: 600_000 }),
    })
    .map(({ fields: shared, amount: asked, billNumber, life }) => ({
      ...shared,
      kind: "dynamic" as const,
      amount: asked,
      billNumber,
      createdAtMs: AT_MS,
      expiresAtMs: AT_MS + life,
    })),
);

/** What a code says, in the words of what was to be minted. */
const toFields = (code: Khqr): unknown => ({
  id: code.accountId,
  member: code.merchantId ?? code.accountInformation,
  bank: code.acquiringBank,
  name: code.merchantName,
  city: code.merchantCity,
  category: code.merchantCategoryCode,
  currency: code.currency,
  amount: requestedFiat(code),
  labels: [
    code.billNumber,
    code.mobileNumber,
    code.storeLabel,
    code.terminalLabel,
    code.purposeOfTransaction,
  ],
  language: [code.languagePreference, code.alternateName, code.alternateCity],
  times: [code.created, code.expiresAtMs],
});

const memberOf = (to: MintAccount): string | null => {
  if (to.kind === "individual") return null;
  return to.kind === "corporate" ? to.merchantId : to.accountInformation;
};

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

const priced = (wanted: MintFields): object =>
  wanted.kind === "dynamic"
    ? {
        currency: wanted.amount.currency,
        amount: wanted.amount,
        times: [String(wanted.createdAtMs), wanted.expiresAtMs],
      }
    : { currency: wanted.currency, amount: null, times: [null, null] };

const asked = (wanted: MintFields): unknown => ({
  ...priced(wanted),
  id: wanted.account.id,
  member: memberOf(wanted.account),
  bank: orNull(wanted.account.acquiringBank),
  name: wanted.merchantName,
  city: wanted.merchantCity ?? "Phnom Penh",
  category: wanted.merchantCategoryCode ?? "5999",
  labels: [
    wanted.billNumber,
    wanted.mobileNumber,
    wanted.storeLabel,
    wanted.terminalLabel,
    wanted.purposeOfTransaction,
  ].map(orNull),
  language: [wanted.language?.preference, wanted.language?.name, wanted.language?.city].map(orNull),
});

describe("mint and read", () => {
  test("are each other's inverse", [fields], (wanted) => {
    const minted = mintKhqr(wanted);
    expect(minted.payload.length).toBeLessThanOrEqual(MAX_SCAN_LENGTH);
    expect(toFields(readValid(minted.payload))).toEqual(asked(wanted));
  });

  test("keep what they do not know", [bmp(20), bmp(20)], (atRoot, within) => {
    const body = unseal(vector("x-62-unknown-sub"));
    const code = readValid(
      seal(body.replace(/62150104INV10903AME/, tlv("62", tlv("55", within))) + tlv("88", atRoot)),
    );
    expect(code.root.find((element) => element.tag === 88)?.value).toBe(atRoot);
    const kept = code.additionalData.find((element) => element.tag === 55);
    expect(kept?.value).toBe(within);
    expect(code.payload.slice(kept?.at, (kept?.at ?? 0) + within.length)).toBe(within);
  });
});

describe("an amount", () => {
  const printed = fc.oneof(
    fc.stringMatching(/^[0-9]{0,14}(\.[0-9]{0,3})?$/),
    fc.stringMatching(/^[0-9.,+e -]{0,6}$/),
    fc.string({ maxLength: 4 }),
  );
  test(
    "is what parseFiat makes of it",
    [fc.constantFrom<Currency>("KHR", "USD"), printed],
    (currency, text) => {
      const parsed = (() => {
        try {
          return text.length > 13 ? null : parseFiat(currency, text);
        } catch (error) {
          if (isFailure(error, "AMOUNT_INVALID")) return null;
          throw error;
        }
      })();
      expect(toAmount(currency, text)).toEqual(parsed);
    },
    3_000,
  );
});

describe("one wrong character", () => {
  const bases = ["b-dyn-khr-100", "b-merch-dyn-usd-full", "real-aba-multi"].map(vector);
  const others = [
    ..."0123456789@abcdefghijklmnopqrstuvwxyzABCDEF .".split(""),
    "ក",
    "\u202e",
    "🍜",
  ];

  it.each(bases)("never pays another account or amount: %s", (payload) => {
    const truth = readValid(payload);
    const accepted: string[] = [];
    for (let index = 0; index < payload.length; index += 1) {
      for (const other of others) {
        const reading = read(payload.slice(0, index) + other + payload.slice(index + 1));
        if (!reading.valid) continue;
        accepted.push(reading.code.accountId);
        expect(toFields(reading.code)).toEqual(toFields(truth));
      }
    }
    // The untouched code is among them, so that the loop is known to have looked.
    expect(accepted.length).toBeGreaterThan(payload.length / 2);
  });

  test(
    "never does, whatever the character",
    [fc.constantFrom(...bases), fc.nat(), fc.integer({ min: 0, max: 0xffff })],
    (payload, nat, unit) => {
      const index = nat % payload.length;
      const changed =
        payload.slice(0, index) + String.fromCharCode(unit) + payload.slice(index + 1);
      const reading = read(changed);
      if (reading.valid) expect(toFields(reading.code)).toEqual(toFields(readValid(payload)));
    },
    5_000,
  );
});

describe("a second 63, 54 or 29", () => {
  const payload = vector("b-merch-dyn-usd-full").replace("30350009", "29350009");
  const code = readValid(seal(unseal(payload)));
  const starts = [...code.root.map((element) => element.at - 4), payload.length];

  it.each([
    ["63", "ABCD"],
    ["54", "1"],
    ["29", tlv("00", "evil@devb")],
  ])("%s is refused at every place", (tag, value) => {
    const verdicts = starts.map((at) => {
      const body = code.payload.slice(0, at) + tlv(tag, value) + code.payload.slice(at);
      return at === payload.length ? verdict(body) : verdict(seal(unseal(body)));
    });
    expect(verdicts).not.toContain("valid");
    // Before 00 it is no EMV code, and after 63 it is no checksum; everywhere else it is a duplicate.
    expect(verdicts.filter((found) => found === "DUPLICATE_TAG").length).toBeGreaterThanOrEqual(
      starts.length - 2,
    );
  });
});

describe("any input", () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 4_096 }),
    fc.string({ unit: "binary", maxLength: 4_096 }),
    fc.stringMatching(/^0002[0-9]{0,4092}$/),
    fc
      .record({
        vector: fc.constantFrom(...VECTORS),
        nat: fc.nat(),
        unit: fc.integer({ min: 0, max: 0xffff }),
      })
      .map(({ vector: { payload }, nat, unit }) => {
        const at = nat % Math.max(1, payload.length - 8);
        return seal(
          unseal(payload.slice(0, at) + String.fromCharCode(unit) + payload.slice(at + 1)),
        );
      }),
    fc
      .record({
        depth: fc.nat(40),
        tag: fc.constantFrom("29", "30", "62", "64", "99"),
        tail: ascii(0, 99),
      })
      .map(({ depth, tag, tail }) => {
        let value = tail;
        for (let level = 0; level < depth && value.length <= 95; level += 1)
          value = tlv(tag, value);
        return seal(`000201${tlv(tag, value.slice(0, 99) || "x")}`.repeat(1 + (depth % 20)));
      }),
  );

  test(
    "is judged: the reader neither throws nor loops",
    [hostile],
    (payload) => {
      const reading = read(payload);
      if (reading.valid) return;
      expect(reading.error.position).toBeGreaterThanOrEqual(0);
      expect(reading.error.position).toBeLessThanOrEqual(payload.length);
    },
    3_000,
  );

  it("costs no more than its length: a code of 4,096 characters stops at its first repeated tag", () => {
    const tags = Array.from({ length: 100 }, (_, tag) => tlv(String(tag).padStart(2, "0"), "x"));
    const bomb = `000201${tags.slice(1).join("")}`.padEnd(4_088, "0002x");
    const reading = readKhqr(seal(bomb), { atMs: AT_MS });
    expect(reading).toMatchObject({ valid: false });
  });
});

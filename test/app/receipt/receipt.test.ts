import { describe, expect, it } from "vitest";
import { toReceipt } from "../../../main/app/receipt/receipt.ts";
import { type ReceiptWord, receiptWord } from "../../../main/app/receipt/words.ts";
import { LANGUAGES } from "../../../main/bridge/contract.ts";
import type { ReceiptBlock, ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import type { PayState, PaySwap } from "../../../main/domain/swap.ts";
import { COMMON, makeSwap, PAYEE, SWAPS } from "../../support/swaps.ts";
import { RECEIPT } from "../support/rig.ts";

const make = (
  swap: PaySwap,
  override: Partial<typeof RECEIPT> = {},
  copy = false,
): ReceiptDocument | null =>
  toReceipt(
    { swap, version: 9, epoch: 1, receiptNumber: 41, stateSinceMs: 0 },
    { ...RECEIPT, languages: ["en"], ...override },
    copy,
  );

const blocksOf = (...args: Parameters<typeof make>): readonly ReceiptBlock[] => {
  const document = make(...args);
  if (document === null) throw new Error("no receipt");
  return document.blocks;
};

const inWords = (block: ReceiptBlock): string => {
  switch (block.kind) {
    case "text":
      return block.inverse === true ? `[${block.text.trim()}]` : block.text;
    case "pair":
      return `${block.label}: ${block.value}`;
    case "qr":
      return `qr ${block.payload}`;
    case "rule":
    case "feed":
    case "cut":
      return `(${block.kind})`;
  }
};

describe("a receipt", () => {
  it("says everything once, in its order", () => {
    expect(blocksOf(SWAPS.paid).map(inWords)).toEqual([
      "[SANDBOX]",
      "Psar Thmei Coffee",
      "PAYMENT RECEIPT",
      "(rule)",
      "PAID",
      "12,000 ៛",
      "Bitcoin over Lightning",
      "(rule)",
      "Merchant: John Smith",
      "Account holder: JOHN SMITH",
      "Account: joh****th@devb",
      "(rule)",
      "Paid with: 4,610 sats",
      "Rate: 1 BTC = 262,913,350 ៛",
      "Rate sources: bitstamp, coinbase, kraken, nbc",
      "Rate age: 1 s",
      "Fee included: 46 sats (1.00 %)",
      "(rule)",
      "Time: 2026-10-26 14:33:32",
      "Receipt no.: 000041",
      "Terminal: T-1",
      "Bank reference: FT26102600001",
      "Payment hash:",
      COMMON.paymentHash,
      `qr satriel:${COMMON.paymentHash}`,
      "Thank you",
      "[SANDBOX]",
      "(feed)",
      "(cut)",
    ]);
  });

  const PRINTED: readonly PayState[] = ["credit-pending", "settling", "paid", "lost"];
  it.each(Object.keys(SWAPS) as PayState[])(
    "of a swap in %s is there once it is paid out or owed under stand-in",
    (state) => {
      expect(make(SWAPS[state]) !== null).toBe(PRINTED.includes(state));
    },
  );

  it.each(LANGUAGES)(
    "of a pending credit says so, and never that it is paid, in %s",
    (language) => {
      const words = blocksOf(SWAPS["credit-pending"], { languages: [language] }).map(inWords);
      expect(words).toContain(`[${receiptWord([language], "creditPending")}]`);
      expect(words).toContain(receiptWord([language], "creditFollows"));
      for (const word of ["paid", "paidWith", "reference"] as const) {
        const text = receiptWord([language], word);
        expect(words.filter((line) => line === text || line.startsWith(`${text}:`))).toEqual([]);
      }
      expect(words.join(" ")).not.toMatch(/\bpaid\b/i);
      expect(words.join(" ")).toContain("4,610 sats");
    },
  );

  it("names the holder only when the code does not, and the bill when there is one", () => {
    const payee = { ...PAYEE, holderName: PAYEE.codeName, billNumber: "INV-0007" };
    const words = blocksOf(makeSwap("paid", { payee })).map(inWords);
    expect(words.some((line) => line.startsWith("Account holder"))).toBe(false);
    expect(words).toContain("Bill no.: INV-0007");
  });

  it.each([
    ["sandbox", false, ["SANDBOX"]],
    ["sandbox", true, ["SANDBOX", "COPY"]],
    ["live", false, []],
    ["live", true, ["COPY"]],
  ] as const)("in %s, copy %j, is marked at its head and its foot", (mode, copy, marks) => {
    const blocks = blocksOf(SWAPS.paid, { mode }, copy);
    const inverse = blocks.flatMap((block) =>
      block.kind === "text" && block.inverse === true ? [block.text.trim()] : [],
    );
    expect(inverse).toEqual([...marks, ...marks]);
    expect(inWords(blocks[0] ?? { kind: "cut" }) === "Psar Thmei Coffee").toBe(marks.length === 0);
  });

  it.each(["paid", "lost", "settling"] as const)("of a swap in %s holds no secret", (state) => {
    const swap = makeSwap(state, { payee: { ...PAYEE, memberId: "012345678901" } });
    const text = JSON.stringify(make(swap, { languages: ["km", "en"] }, true));
    for (const hidden of [
      PAYEE.accountId,
      "012345678901",
      COMMON.payoutKey,
      PAYEE.khqr,
      swap.request,
    ]) {
      expect(text).not.toContain(hidden);
    }
  });
});

describe("the words", () => {
  const KEYS: readonly ReceiptWord[] = [
    "title",
    "paid",
    "creditPending",
    "creditFollows",
    "received",
    "lightning",
    "merchant",
    "holder",
    "account",
    "bill",
    "amount",
    "paidWith",
    "rate",
    "sources",
    "rateAge",
    "fee",
    "reference",
    "number",
    "time",
    "terminal",
    "paymentHash",
    "copy",
    "sandbox",
    "thanks",
  ];

  it.each(LANGUAGES)("are all there in %s", (language) => {
    for (const key of KEYS) expect(receiptWord([language], key), key).toMatch(/\S/);
  });

  it.each(KEYS.filter((key) => key !== "paymentHash"))("%s is Khmer in Khmer", (key) => {
    expect(receiptWord(["km"], key)).toMatch(/\p{Script=Khmer}/u);
    expect(receiptWord(["en"], key)).toMatch(/^[\x20-\x7e]+$/);
  });

  it("stand side by side, the first language leading, and once when they are the same", () => {
    expect(receiptWord(["km", "en"], "paid")).toBe(
      `${receiptWord(["km"], "paid")} / ${receiptWord(["en"], "paid")}`,
    );
    expect(receiptWord(["en", "en"], "paid")).toBe("PAID");
  });
});

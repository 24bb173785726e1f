import { describe, expect, it } from "vitest";
import type { Admission } from "../../../main/app/checkout/admission.ts";
import { createCheckout, type Draft } from "../../../main/app/checkout/checkout.ts";
import type { Preflight } from "../../../main/app/checkout/preflight.ts";
import type { RememberedHolder } from "../../../main/app/checkout/stand-in-gate.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { AMOUNT_LIMITS, checkAmount } from "../../../main/domain/limits.ts";
import { type Fiat, fiat, formatFiat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { AccountHolder } from "../../../main/ports/payout-rail.ts";
import { seal, tlv, unseal } from "../../domain/emv/support.ts";
import { createFakeRail } from "../../support/fake-rail.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";
import { answer, createGate, type Gate, LOST_REQUEST } from "../../support/script.ts";
import { QUOTE } from "../../support/swaps.ts";
import { codeFor, OWN_CODE, SHOP_ACCOUNT } from "../support/screens-rig.ts";

const DOLLARS = mintKhqr({
  kind: "static",
  currency: "USD",
  account: SHOP_ACCOUNT,
  merchantName: "John Smith",
}).payload;

const createBench = () => {
  const time = createManualClock();
  const rail = createFakeRail(time.clock);
  const quoted: Fiat[] = [];
  const asked: Fiat[] = [];
  const drafts: Draft["kind"][] = [];
  const gates: Gate[] = [];
  const knobs: {
    result: Preflight;
    slow: boolean;
    admit: Admission;
    onQuote: () => void;
    remembered: RememberedHolder;
  } = {
    result: { kind: "ready", quote: QUOTE, standIn: false },
    remembered: { kind: "refused", code: "RAIL_UNREACHABLE" },
    slow: false,
    admit: () => null,
    onQuote: () => undefined,
  };
  const checkout = createCheckout({
    rail: rail.port,
    clock: time.clock,
    clockSkewMs: 5_000,
    isClockTrusted: () => true,
    admit: (order) => knobs.admit(order),
    remembered: () => knobs.remembered,
    preflight: async (amount) => {
      asked.push(amount);
      if (!knobs.slow) return knobs.result;
      const gate = createGate();
      gates.push(gate);
      await gate.until;
      return knobs.result;
    },
    judgeAmount: (amount) => checkAmount(amount, AMOUNT_LIMITS)?.code ?? null,
    onQuote: ({ quote }) => {
      knobs.onQuote();
      quoted.push(quote.fiat);
    },
    onChange: () => drafts.push(checkout.draft().kind),
  });
  const scan = async (text: string): Promise<Draft> => {
    checkout.scan(text);
    await flush();
    return checkout.draft();
  };
  return { time, rail, checkout, quoted, asked, drafts, gates, knobs, scan };
};

describe("a code that the scanner could not take", () => {
  it("is told where nothing else stands, in the scanner's own words", async () => {
    const { checkout, scan } = createBench();
    expect(checkout.refuseScan("SCAN_INCOMPLETE")).toBe(true);
    expect(checkout.draft()).toMatchObject({ kind: "refused", code: "SCAN_INCOMPLETE" });
    expect(checkout.refuseScan("SCAN_NOT_QR")).toBe(true);
    expect(checkout.draft()).toMatchObject({ kind: "refused", code: "SCAN_NOT_QR" });
    expect(await scan(OWN_CODE)).toMatchObject({ kind: "amount" });
  });

  it("does not wipe out an amount that is being typed", async () => {
    const { checkout, scan } = createBench();
    await scan(OWN_CODE);
    checkout.setEntry("12");
    expect(checkout.refuseScan("SCAN_GARBLED")).toBe(false);
    expect(checkout.draft()).toMatchObject({ kind: "amount", digits: "12" });
  });
});

describe("a scanned code", () => {
  it("without an amount asks for one, once the account is known", async () => {
    const { scan, drafts } = createBench();
    expect(await scan(`\r\n ${OWN_CODE} \r`)).toMatchObject({
      kind: "amount",
      holder: { name: "JOHN SMITH" },
      digits: "",
      refusal: null,
    });
    expect(drafts).toEqual(["checking", "amount"]);
  });

  it("with an amount goes straight on to the quote, once", async () => {
    const { scan, drafts, asked, quoted } = createBench();
    const amount = fiat("KHR", 12_000n);
    expect(await scan(codeFor(amount))).toEqual({ kind: "none" });
    expect(drafts).toEqual(["checking", "quoting"]);
    expect(asked).toEqual([amount]);
    expect(quoted).toHaveLength(1);
  });

  describe("while the rail is silent", () => {
    it("is taken when the terminal remembers the holder", async () => {
      const { scan, rail, knobs, asked } = createBench();
      rail.script.next("lookUpAccount", LOST_REQUEST);
      const holder = { name: "JOHN SMITH", bank: "", currencies: ["KHR"] as const };
      knobs.remembered = { kind: "known", holder };
      expect(await scan(codeFor(fiat("KHR", 12_000n)))).toEqual({ kind: "none" });
      expect(asked).toHaveLength(1);
    });

    it.each(["RAIL_UNREACHABLE", "STAND_IN_UNKNOWN_ACCOUNT"])("is refused: %s", async (code) => {
      const { scan, rail, knobs, asked } = createBench();
      rail.script.next("lookUpAccount", LOST_REQUEST);
      knobs.remembered = { kind: "refused", code };
      expect(await scan(OWN_CODE)).toEqual({ kind: "refused", code, detail: null, dayLimit: null });
      expect(asked).toEqual([]);
    });
  });

  const refusals: readonly (readonly [string, string, string | null])[] = [
    ["hello", "NOT_EMV", null],
    ["0".repeat(513), "SCAN_TOO_LONG", null],
    [OWN_CODE.replace("John", "Jane"), "CRC_MISMATCH", null],
    [
      "00020201021126410014A000000615000101065016640209123456789520499995303458540510.005802MY5909QRCSDNBHD6005BANGI6304343F",
      "NOT_KHQR",
      "duitnow",
    ],
    ["", "NOT_EMV", null],
  ];
  it.each(refusals)("%s is refused: %s", async (text, code, detail) => {
    const { scan, rail } = createBench();
    expect(await scan(text)).toEqual({ kind: "refused", code, detail, dayLimit: null });
    expect(rail.script.log).toEqual([]);
  });

  it("of a company without a merchant id is refused: nobody could be credited", async () => {
    const { scan } = createBench();
    const whole = mintKhqr({
      kind: "static",
      currency: "KHR",
      account: { kind: "corporate", id: "khqr@devb", merchantId: "1", acquiringBank: "Dev" },
      merchantName: "Shop",
    }).payload;
    expect(whole).toContain("01011");
    const account = tlv("30", `${tlv("00", "khqr@devb")}${tlv("01", "1")}${tlv("02", "Dev")}`);
    const without = tlv("30", `${tlv("00", "khqr@devb")}${tlv("02", "Dev")}`);
    expect(await scan(seal(unseal(whole).replace(account, without)))).toEqual({
      kind: "refused",
      code: "NOT_PAYABLE_NO_MERCHANT_ID",
      detail: null,
      dayLimit: null,
    });
  });

  it("that has run out is refused, with an allowance for the clocks", async () => {
    const code = codeFor(fiat("KHR", 12_000n));
    const { scan, time } = createBench();
    time.jumpWall(305_000);
    expect((await scan(code)).kind).toBe("none");
    time.jumpWall(1);
    expect(await scan(code)).toMatchObject({ kind: "refused", code: "EXPIRED" });
  });
});

describe("the account's holder", () => {
  const rows: readonly (readonly [string, Outcome<AccountHolder>, string])[] = [
    ["unknown to the rail", refused("ACCOUNT_NOT_FOUND"), "ACCOUNT_NOT_FOUND"],
    ["closed (F38)", refused("ACCOUNT_CLOSED"), "ACCOUNT_CLOSED"],
    ["not to be had from a silent rail", unknown("HTTP_TIMEOUT"), "RAIL_UNREACHABLE"],
    [
      "one who takes no riel",
      done({ name: "JOHN", bank: "Dev", currencies: ["USD"] }),
      "ACCOUNT_CURRENCY",
    ],
  ];
  it.each(rows)("%s", async (_, outcome, code) => {
    const { scan, rail, asked } = createBench();
    rail.script.next("lookUpAccount", answer(outcome));
    expect(await scan(codeFor(fiat("KHR", 12_000n)))).toEqual({
      kind: "refused",
      code,
      detail: null,
      dayLimit: null,
    });
    expect(asked).toEqual([]);
  });
});

describe("an amount that is typed", () => {
  it.each([
    ["", null],
    ["0", null],
    ["12000", null],
    ["0000000001", null],
    ["12000000000", "AMOUNT_INVALID"],
    ["12.", "AMOUNT_INVALID"],
    ["12.5", "AMOUNT_INVALID"],
    ["-1", "AMOUNT_INVALID"],
    ["1,000", "AMOUNT_INVALID"],
    ["1e3", "AMOUNT_INVALID"],
    ["១២", "AMOUNT_INVALID"],
    [" 1", "AMOUNT_INVALID"],
  ])("in riel, %j: %j", async (digits, code) => {
    const { scan, checkout } = createBench();
    await scan(OWN_CODE);
    expect(checkout.setEntry(digits)).toBe(code);
    expect(checkout.draft()).toMatchObject({ digits: code === null ? digits : "" });
  });

  it.each([
    ["12.", null],
    ["12.5", null],
    ["12.50", null],
    ["12.505", "AMOUNT_INVALID"],
    ["1.2.3", "AMOUNT_INVALID"],
  ])("in dollars, %j: %j", async (digits, code) => {
    const { scan, checkout } = createBench();
    await scan(DOLLARS);
    expect(checkout.setEntry(digits)).toBe(code);
  });

  it.each([
    [OWN_CODE, "12000", "12,000 ៛"],
    [DOLLARS, "12.5", "US$12.50"],
    [DOLLARS, "12.", "US$12.00"],
    [DOLLARS, "500", "US$500.00"],
  ])("becomes the amount of the quote: %#", async (code, digits, amount) => {
    const { scan, checkout, asked } = createBench();
    await scan(code);
    checkout.setEntry(digits);
    expect(checkout.submitAmount()).toBeNull();
    expect(checkout.draft().kind).toBe("quoting");
    await flush();
    expect(asked.map(formatFiat)).toEqual([amount]);
  });

  it.each([
    ["99", "AMOUNT_TOO_SMALL"],
    ["0", "AMOUNT_TOO_SMALL"],
    ["2000001", "AMOUNT_TOO_LARGE"],
  ])("beyond the limits stays to be corrected: %s", async (digits, code) => {
    const { scan, checkout, asked } = createBench();
    await scan(OWN_CODE);
    checkout.setEntry(digits);
    expect(checkout.submitAmount()).toBe(code);
    expect(checkout.draft()).toMatchObject({
      kind: "amount",
      digits,
      refusal: { code, dayLimit: null },
    });
    checkout.setEntry("12000");
    expect(checkout.draft()).toMatchObject({ refusal: null });
    expect(asked).toEqual([]);
  });

  it.each(["", "."])("that is none yet is not submitted: %j", async (digits) => {
    const { scan, checkout, asked } = createBench();
    await scan(DOLLARS);
    checkout.setEntry(digits);
    expect(checkout.submitAmount()).toBe("AMOUNT_INVALID");
    expect(checkout.draft().kind).toBe("amount");
    expect(asked).toEqual([]);
  });

  it("is not taken where none is asked for", () => {
    const { checkout } = createBench();
    expect(checkout.setEntry("1")).toBe("NO_AMOUNT_ASKED");
    expect(checkout.submitAmount()).toBe("NO_AMOUNT_ASKED");
  });

  it("is submitted once, however often the button is touched", async () => {
    const { scan, checkout, asked, quoted } = createBench();
    await scan(OWN_CODE);
    checkout.setEntry("12000");
    checkout.submitAmount();
    expect(checkout.submitAmount()).toBe("NO_AMOUNT_ASKED");
    await flush();
    expect(asked).toHaveLength(1);
    expect(quoted).toHaveLength(1);
  });
});

describe("the quote", () => {
  it("that cannot be made is a refusal with its reason", async () => {
    const { scan, knobs, quoted } = createBench();
    knobs.result = { kind: "not-ready", code: "NO_INBOUND_LIQUIDITY" };
    expect(await scan(codeFor(fiat("KHR", 12_000n)))).toEqual({
      kind: "refused",
      code: "NO_INBOUND_LIQUIDITY",
      detail: null,
      dayLimit: null,
    });
    expect(quoted).toEqual([]);
  });

  it("that the journal cannot take is a refusal with its reason (F26)", async () => {
    const { scan, knobs } = createBench();
    knobs.onQuote = () => {
      throw new Failure("JOURNAL_DISK_FULL", "the disk is full; nothing was written");
    };
    expect(await scan(codeFor(fiat("KHR", 12_000n)))).toEqual({
      kind: "refused",
      code: "JOURNAL_DISK_FULL",
      detail: null,
      dayLimit: null,
    });
  });
});

describe("answers that come too late", () => {
  it("of the rail, after the cashier has left", async () => {
    const { checkout, rail } = createBench();
    const gate = createGate();
    rail.script.next("lookUpAccount", { kind: "wait", until: gate.until });
    checkout.scan(codeFor(fiat("KHR", 12_000n)));
    checkout.leave();
    gate.open();
    await flush();
    expect(checkout.draft()).toEqual({ kind: "none" });
  });

  it("of the quote, after the cashier has left: no swap is opened", async () => {
    const { scan, checkout, knobs, gates, quoted } = createBench();
    knobs.slow = true;
    expect((await scan(codeFor(fiat("KHR", 12_000n)))).kind).toBe("quoting");
    checkout.leave();
    for (const gate of gates) gate.open();
    await flush();
    expect(quoted).toEqual([]);
    expect(checkout.draft()).toEqual({ kind: "none" });
  });

  it("of an earlier scan, after another: only the last one counts", async () => {
    const { scan, checkout, rail } = createBench();
    const gate = createGate();
    rail.script.next("lookUpAccount", {
      kind: "answer-late",
      until: gate.until,
    });
    checkout.scan(DOLLARS);
    expect(await scan(OWN_CODE)).toMatchObject({ kind: "amount", code: { currency: "KHR" } });
    gate.open();
    await flush();
    expect(checkout.draft()).toMatchObject({ kind: "amount", code: { currency: "KHR" } });
  });

  it("of an earlier scan, after one that was refused", async () => {
    const { scan, checkout, rail } = createBench();
    const gate = createGate();
    rail.script.next("lookUpAccount", { kind: "wait", until: gate.until });
    checkout.scan(OWN_CODE);
    await scan("rubbish");
    gate.open();
    await flush();
    expect(checkout.draft()).toMatchObject({ kind: "refused", code: "NOT_EMV" });
  });

  it("of the same code scanned twice open one swap (I17)", async () => {
    const { checkout, quoted, knobs, gates } = createBench();
    knobs.slow = true;
    const code = codeFor(fiat("KHR", 12_000n));
    checkout.scan(code);
    await flush();
    checkout.scan(code);
    await flush();
    for (const gate of gates) gate.open();
    await flush();
    expect(quoted).toHaveLength(1);
  });
});

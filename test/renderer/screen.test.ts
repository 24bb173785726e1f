import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Situation } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { typeKey } from "../../renderer/cashier/typing.ts";
import { createCalls } from "../../renderer/link/calls.ts";
import { bridgeUrl } from "../../renderer/link/socket-link.ts";
import { isKhmer, markBreaks } from "../../renderer/screen/khmer.ts";
import { soundOfChange } from "../../renderer/screen/sounds.ts";
import { clockTime, dateTime, duration } from "../../renderer/screen/time.ts";
import { CASHIER_STATES } from "../e2e/support/cashier-views.ts";
import { SITUATIONS, swapIn } from "../e2e/support/swap-views.ts";

const HOUR_MS = 3_600_000;

describe("time", () => {
  it("is Phnom Penh's", () => {
    expect(clockTime(Date.UTC(2026, 10, 23, 17, 5, 9))).toBe("00:05:09");
    expect(dateTime(Date.UTC(2026, 11, 31, 17, 0, 0))).toBe("2027-01-01 00:00");
    expect(dateTime(Date.UTC(2028, 1, 28, 18, 30, 0))).toBe("2028-02-29 01:30");
  });

  it("agrees with the calendar on every day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }), (atMs) => {
        const expected = new Date(atMs + 7 * HOUR_MS).toISOString();
        expect(dateTime(atMs)).toBe(`${expected.slice(0, 10)} ${expected.slice(11, 16)}`);
        expect(clockTime(atMs)).toBe(expected.slice(11, 19));
      }),
    );
  });

  it("counts down to zero and no further", () => {
    const cases = [
      [-5, "0:00"],
      [1, "0:01"],
      [59_001, "1:00"],
      [725_000, "12:05"],
      [3 * HOUR_MS, "3:00:00"],
    ] as const;
    for (const [lengthMs, text] of cases) expect(duration(lengthMs)).toBe(text);
  });
});

describe("markBreaks", () => {
  it("lets Khmer break between words and changes nothing else", () => {
    const text = "សូមរង់ចាំ កុំឱ្យអតិថិជនបង់ម្ដងទៀត។";
    const marked = markBreaks(text);
    expect(marked.split("\u200b").length).toBeGreaterThan(4);
    expect(marked.replaceAll("\u200b", "")).toBe(text);
    expect(marked).not.toContain("\u200b។");
  });

  it("leaves other text and the riel sign alone", () => {
    for (const text of ["Scan the code", "9,999,999,999 ៛", ""]) {
      expect(isKhmer(text)).toBe(false);
      expect(markBreaks(text)).toBe(text);
    }
  });
});

describe("typeKey", () => {
  const cases = [
    ["", "0", "0"],
    ["0", "5", "5"],
    ["", "000", "0"],
    ["12", "000", "12000"],
    ["", ".", ""],
    ["0", ".", "0."],
    ["1.5", ".", "1.5"],
    ["1.5", "Backspace", "1."],
    ["", "Backspace", ""],
    ["1234567890123", "4", "1234567890123"],
    ["12345678901", "000", "12345678901"],
  ] as const;
  for (const [digits, key, expected] of cases) {
    it(`makes "${expected}" of "${digits}" and ${key}`, () => {
      expect(typeKey(digits, key)).toBe(expected);
    });
  }
});

describe("soundOfChange", () => {
  const idle = CASHIER_STATES.find(({ name }) => name === "idle")?.snapshot;
  if (idle === undefined) throw new Error("no idle state");
  const inSwap = (situation: Situation, swapId = "P-0"): CashierSnapshot => ({
    ...idle,
    view: { kind: "swap", swap: swapIn(situation, { swapId }) },
  });
  const refused: CashierSnapshot = {
    ...idle,
    view: { kind: "refused", code: "EXPIRED", detail: null, dayLimit: null },
  };

  it("tells held, paid and refused apart, once each", () => {
    const story: readonly Situation[] = [
      "awaiting-payment",
      "held",
      "paying-out",
      "settling",
      "paid",
    ];
    const sounds = story.slice(1).map((situation, index) => {
      const before = story[index];
      return before === undefined ? null : soundOfChange(inSwap(before), inSwap(situation));
    });
    expect(sounds).toEqual(["held", null, "paid", null]);
    expect(soundOfChange(inSwap("cancelling"), inSwap("returned"))).toBe("refused");
    expect(soundOfChange(idle, refused)).toBe("refused");
  });

  it("is silent on load and when another swap is opened", () => {
    for (const situation of SITUATIONS) {
      expect(soundOfChange(null, inSwap(situation))).toBeNull();
      expect(soundOfChange(idle, inSwap(situation))).toBeNull();
      expect(soundOfChange(inSwap("awaiting-payment", "P-1"), inSwap(situation))).toBeNull();
    }
  });
});

describe("calls", () => {
  it("pairs answers by id, and answers LINK_DOWN when there is no way or it breaks", async () => {
    const calls = createCalls();
    const sent: number[] = [];
    const send = ({ id }: { readonly id: number }): boolean => {
      sent.push(id);
      return true;
    };
    const first = calls.call("goIdle", {}, send);
    const second = calls.call("cancel", {}, send);
    const third = calls.call("cancel", {}, send);
    calls.answered({ type: "ack", id: sent[1] ?? 0, ack: { ok: true } });
    calls.answered({ type: "ack", id: sent[0] ?? 0, ack: { ok: false, code: "SWAP_ENDED" } });
    calls.lost();
    expect(await Promise.all([first, second, third])).toEqual([
      { ok: false, code: "SWAP_ENDED" },
      { ok: true },
      { ok: false, code: "LINK_DOWN" },
    ]);
    expect(await calls.call("goIdle", {}, () => false)).toEqual({ ok: false, code: "LINK_DOWN" });
  });

  it("go to the host that served the page", () => {
    expect(bridgeUrl("http://127.0.0.1:8123/cashier.html?x=1", "cashier")).toBe(
      "ws://127.0.0.1:8123/bridge?role=cashier",
    );
    expect(bridgeUrl("https://terminal/payer.html", "payer")).toBe(
      "wss://terminal/bridge?role=payer",
    );
  });
});

import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import { DESTINATION_REFUSALS } from "../../main/domain/destination/destination.ts";
import { GLOSSARY } from "../../renderer/words/glossary.ts";
import {
  ANSWER_OF,
  payerReasonOf,
  reasonOf,
  schemeName,
  sentencesOf,
  wordsOf,
} from "../../renderer/words/say.ts";
import { DESTINATION_FAULTS } from "../../renderer/words/destination-words.ts";
import { SCAN_FAULTS } from "../../renderer/words/scan-words.ts";
import { NODE_FAULTS } from "../../renderer/words/node-words.ts";
import { SEND_FAULTS } from "../../renderer/words/send-words.ts";
import { CODE_FAULTS, TERMINAL_FAULTS } from "../../renderer/words/fault-codes.ts";
import { REASONS } from "../../renderer/words/words.ts";

const KHMER = /[\u1780-\u17ff]/;
const JARGON = /\b(?:HTLC|preimage|invoice|hash|CLTV|msat|node|rail|liquidity|EMV|TLV|CRC)\b/i;

/** Every text of a language with the path that leads to it. */
const textsOf = (value: unknown, path: string): readonly (readonly [string, string])[] => {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const text: unknown = (value as (argument: number) => unknown)(3);
    return [[path, String(text)]];
  }
  return Object.entries(value as object).flatMap(([key, each]) => textsOf(each, `${path}.${key}`));
};

describe("words", () => {
  it("are never empty and never jargon, in any language", () => {
    for (const language of LANGUAGES) {
      const texts = textsOf(wordsOf(language), language);
      expect(texts.length).toBeGreaterThan(300);
      expect(texts.filter(([, text]) => text.trim() === "" || JARGON.test(text))).toEqual([]);
    }
  });

  it("are Khmer in Khmer, but for names that Cambodia writes in Latin letters", () => {
    const latin = textsOf(wordsOf("km"), "km").filter(([, text]) => !KHMER.test(text));
    expect(latin).toEqual([["km.link.lightning", "Lightning"]]);
  });

  it("name bitcoin by its one Khmer name", () => {
    const english = new Map(textsOf(wordsOf("en"), ""));
    const missing = textsOf(wordsOf("km"), "").filter(
      ([path, text]) =>
        path.startsWith(".situations") &&
        /The (?:customer's )?bitcoin/.test(english.get(path) ?? "") &&
        !text.includes(GLOSSARY.bitcoin.km),
    );
    expect(missing).toEqual([]);
  });

  it("give every code three sentences of its own, each ended as its language ends them", () => {
    for (const language of LANGUAGES) {
      const words = wordsOf(language);
      const end = language === "en" ? /[.!]$/ : /។$/;
      for (const code of [
        ...CODE_FAULTS,
        ...TERMINAL_FAULTS,
        ...SCAN_FAULTS,
        ...DESTINATION_FAULTS,
        ...SEND_FAULTS,
        ...NODE_FAULTS,
      ]) {
        const sentences = sentencesOf(words, code, null);
        expect(sentences, code).not.toEqual(words.unknownFault);
        for (const sentence of Object.values(sentences)) expect(sentence).toMatch(end);
      }
    }
  });
});

it("are there for every reason for which a destination is not taken", () => {
  for (const code of DESTINATION_REFUSALS) {
    expect(sentencesOf(wordsOf("km"), code, null), code).not.toEqual(wordsOf("km").unknownFault);
  }
});

describe("sentencesOf", () => {
  const words = wordsOf("en");
  const cases: readonly (readonly [string, string | null, string])[] = [
    ["NOT_KHQR", "promptpay-bill-xborder", "This is a PromptPay (Thailand) code, not a KHQR."],
    ["SCAN_WEB_LINK", null, "This is a link to a web page, not a KHQR."],
    ["NOT_KHQR", "vietqr", "This is a VietQR (Vietnam) code, not a KHQR."],
    ["NOT_KHQR", "emv-CN", words.codeFaults.NOT_KHQR],
    ["NOT_KHQR", null, words.codeFaults.NOT_KHQR],
    ["EXPIRED", "vietqr", words.codeFaults.EXPIRED],
    ["RATE_DIVERGENT", null, words.terminalFaults["RATE_*"].what],
    ["RATE_JUMPED", null, words.terminalFaults.RATE_JUMPED.what],
    ["FX_STALE", null, words.terminalFaults["FX_*"].what],
    ["PRINTER_PAPER_OUT", null, words.terminalFaults.PRINTER_PAPER_OUT.what],
    ["PRINTER_ON_FIRE", null, words.terminalFaults["PRINTER_*"].what],
    ["toString", null, words.unknownFault.what],
    ["SOMETHING_NEW", null, words.unknownFault.what],
  ];
  for (const [code, detail, what] of cases) {
    it(`tells ${code} with ${detail ?? "no detail"}`, () => {
      expect(sentencesOf(words, code, detail).what).toBe(what);
    });
  }

  it("has no name for a scheme it does not know", () => {
    expect(schemeName("constructor")).toBeNull();
    expect(schemeName(null)).toBeNull();
  });
});

describe("reasons", () => {
  it("have words for the cashier, and for the payer only where they concern them", () => {
    const words = wordsOf("en");
    for (const reason of REASONS) expect(reasonOf(words, reason)).not.toBeNull();
    expect(reasonOf(words, "something-new")).toBeNull();
    expect(payerReasonOf(words, "overpaid")).toBe("More was paid than was asked.");
    expect(payerReasonOf(words, "loss")).toBeNull();
  });

  it("say yes only where the bank has paid the shop", () => {
    const yes = Object.entries(ANSWER_OF).filter(([, answer]) => answer === "yes");
    expect(yes.map(([situation]) => situation)).toEqual([
      "settling",
      "settling-but-node-silent",
      "paid",
      "lost",
    ]);
  });
});

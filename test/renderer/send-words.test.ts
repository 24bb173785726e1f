import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import { DESTINATION_FAULTS } from "../../renderer/words/destination-words.ts";
import { sentencesOf, wordsOf } from "../../renderer/words/say.ts";
import { SEND_FAULTS } from "../../renderer/words/send-words.ts";

const MAIN = new URL("../../main/", import.meta.url).pathname;

/** Families of codes that bitcoin going out can bring to a screen. */
const SENDING = /["`]((?:SEND|REFUND|PAYMENT|CHAIN|WITHDRAW|LNURL|DESTINATION)_[A-Z_]+)["`]/g;

/** Every code of these families that the sources name, and one of their own. */
const namedInSource = (): ReadonlySet<string> => {
  const files = globSync("{domain,app,adapters,ports}/**/*.ts", { cwd: MAIN });
  const texts = files.map((file) => readFileSync(`${MAIN}${file}`, "utf8"));
  const codes = texts.flatMap((text) => [...text.matchAll(SENDING)].map(([, code]) => code ?? ""));
  return new Set([...codes, "RESTORED"]);
};

describe("words for bitcoin that goes out", () => {
  const named = namedInSource();

  it("are there for every code that the sources name", () => {
    expect(named.size).toBeGreaterThan(50);
    const told = new Set<string>([...SEND_FAULTS, ...DESTINATION_FAULTS]);
    expect([...named].filter((code) => !told.has(code))).toEqual([]);
  });

  it("say three sentences in each language, ended as that language ends them", () => {
    for (const language of LANGUAGES) {
      const words = wordsOf(language);
      const end = language === "en" ? /[.!]$/ : /។$/;
      for (const code of named) {
        const sentences = sentencesOf(words, code, null);
        expect(sentences, code).not.toEqual(words.unknownFault);
        for (const sentence of Object.values(sentences)) expect(sentence, code).toMatch(end);
      }
    }
  });

  it("never tell to pay by hand, or to try again, while it may be on its way", () => {
    const { sendFaults } = wordsOf("en");
    const mayBeSent = Object.entries(sendFaults).filter(([, { money }]) => /may be on/.test(money));
    expect(mayBeSent.length).toBeGreaterThan(3);
    for (const [code, { act }] of mayBeSent) {
      expect(act, code).not.toMatch(/new code|another wallet|back by other means/);
      expect(act, code).toMatch(/Wait|Do not pay/);
    }
  });

  it("ask for a usual Lightning code in the place of an offer that cannot be paid", () => {
    const { what, act } = sentencesOf(wordsOf("en"), "DESTINATION_OFFER", null);
    expect(`${what} ${act}`).toMatch(/BOLT 12.* Ask for a Lightning code/);
  });
});

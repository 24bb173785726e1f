import { describe, expect, it } from "vitest";
import { judgePayScan } from "../../../main/app/checkout/scan-refusal.ts";
import { LANGUAGES } from "../../../main/bridge/contract.ts";
import { routeScan } from "../../../main/domain/scan-route.ts";
import type { OtherKind } from "../../../main/domain/scan-shapes.ts";
import { sentencesOf, wordsOf } from "../../../renderer/words/say.ts";
import { OWN_CODE } from "../support/screens-rig.ts";

const rows: readonly (readonly [OtherKind, string])[] = [
  ["bolt11", "SCAN_LIGHTNING_REQUEST"],
  ["bolt12", "SCAN_LIGHTNING_REQUEST"],
  ["lnurl", "SCAN_LNURL"],
  ["lightning-address", "SCAN_LIGHTNING_ADDRESS"],
  ["bitcoin-uri", "SCAN_BITCOIN_ADDRESS"],
  ["bitcoin-address", "SCAN_BITCOIN_ADDRESS"],
  ["wallet-secret", "SCAN_WALLET_SECRET"],
  ["product", "SCAN_PRODUCT"],
  ["web-link", "SCAN_WEB_LINK"],
  ["unknown", "NOT_EMV"],
];

describe("in the Pay flow", () => {
  it("a KHQR is taken", () => {
    const judged = judgePayScan(routeScan(OWN_CODE, { atMs: null }));
    expect(judged).toMatchObject({ kind: "code", code: { payload: OWN_CODE } });
  });

  it.each(rows)(
    "%s is refused as %s, in words of its own, without a word of the code",
    (kind, code) => {
      const judged = judgePayScan({ kind, payload: "SECRET" });
      expect(judged).toEqual({ kind: "refused", code, detail: null });
      for (const language of LANGUAGES) {
        const words = wordsOf(language);
        expect(sentencesOf(words, code, null)).not.toEqual(words.unknownFault);
      }
    },
  );

  it("a neighbour's code is refused by its name, and a damaged one by its fault", () => {
    expect(judgePayScan({ kind: "foreign", scheme: "vietqr" })).toEqual({
      kind: "refused",
      code: "NOT_KHQR",
      detail: "vietqr",
    });
    const fault = { code: "CRC_MISMATCH", detail: "<b>", position: 4 } as const;
    expect(judgePayScan({ kind: "faulty", fault })).toEqual({
      kind: "refused",
      code: "CRC_MISMATCH",
      detail: null,
    });
    expect(judgePayScan({ kind: "too-long" })).toMatchObject({ code: "SCAN_TOO_LONG" });
  });
});

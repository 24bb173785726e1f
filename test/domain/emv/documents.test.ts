import { describe, expect, it } from "vitest";
import { crc16, formatCrc } from "../../../main/domain/emv/crc16.ts";
import { read, vector } from "./support.ts";

describe("samples that were published wrong", () => {
  it("NBC KHQR Guideline 2020, p. 9: the checksum printed is that of another sample", () => {
    const printed = vector("doc-guide2020_30");
    expect(read(printed)).toMatchObject({ error: { code: "CRC_MISMATCH" } });
    expect(formatCrc(crc16(printed, printed.length - 4))).toBe("E133");
    expect(read(`${printed.slice(0, -4)}E133`).valid).toBe(true);
  });

  it("NBC KHQR Guideline 2020, p. 8: 59 swallows the first digit of 60", () => {
    const printed = vector("doc-guide2020_dyn29");
    const position = printed.indexOf("010Phnom");
    expect(read(printed)).toMatchObject({
      error: { code: "MALFORMED_TLV", detail: "root", position: position + 2 },
    });
  });

  it("NBC KHQR Content Guideline v1.3, p. 9: the code's length, not the table's", () => {
    const remittance = vector("doc-cg14_remit29");
    expect(remittance).toContain("29410009khqr@devb");
    expect(read(remittance).valid).toBe(true);
    // As the table has it, 29 would take 5 characters of the tag after it.
    expect(read(remittance.replace("29410009", "29460009")).valid).toBe(false);
  });

  it("bakong-khqr README: a terminal label of 27 characters", () => {
    expect(read(vector("doc-readme_npm"))).toMatchObject({
      error: { code: "FIELD_TOO_LONG", detail: "62.07" },
    });
  });
});

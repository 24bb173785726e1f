import { describe, expect, it } from "vitest";
import { planNativeQr, planQr } from "../../../hardware/printer/qr.ts";

const WIDE = 10_000;

describe("the size of a code that the printer draws", () => {
  it.each([
    1, 14, 15, 26, 27, 84, 106, 107, 122, 152, 213, 251, 287, 331, 362, 412, 504, 560, 666, 711,
    857, 997, 1_125, 1_264, 1_452, 1_628, 1_809, 1_989, 2_099, 2_213, 2_331,
  ])("is that of a code of %i bytes drawn here", (bytes) => {
    const payload = "x".repeat(bytes);
    const { sizeModules, moduleDots } = planQr(payload, WIDE, 4);
    expect(planNativeQr(payload, WIDE, 4)).toEqual({ sizeModules, moduleDots });
  });

  it("counts bytes and is never smaller than what comes out", () => {
    for (const payload of ["ភ្នំពេញ ៛".repeat(9), "0123456789".repeat(30), "LNBC1".repeat(60)]) {
      const drawn = planQr(payload, WIDE, 4).sizeModules;
      expect(planNativeQr(payload, WIDE, 4).sizeModules).toBeGreaterThanOrEqual(drawn);
    }
  });

  it.each([
    ["", 576, "needs a payload"],
    ["x".repeat(2_332), WIDE, "too long"],
    ["x".repeat(2_331), 384, "too dense"],
  ])("is refused where there is none", (payload, width, why) => {
    expect(() => planNativeQr(payload, width, 4)).toThrowError(why);
    expect(() => planQr(payload, width, 4)).toThrowError(why);
  });
});

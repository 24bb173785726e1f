import { describe, expect, it } from "vitest";
import { readKhqr } from "../../../main/domain/emv/khqr.ts";
import { md5Hex } from "../../../main/adapters/digest.ts";
import { printFields } from "../../../main/hosts/khqr/verdict.ts";
import { AT_MS, read, readValid, VECTORS } from "./support.ts";

const valid = VECTORS.filter((vector) => vector.valid);
const invalid = VECTORS.filter((vector) => !vector.valid);
const lenient = VECTORS.filter((vector) => vector.lenientValid === true);

describe("the vectors", () => {
  it("are all there", () => {
    expect([valid.length, invalid.length, lenient.length]).toEqual([29, 71, 7]);
  });

  it.each(valid)("$id reads, field by field", ({ payload, expected, md5 }) => {
    expect(printFields(readValid(payload))).toEqual(expected);
    expect(md5Hex(payload)).toBe(md5);
  });

  it.each(invalid)("$id is refused", ({ payload, error }) => {
    const reading = read(payload);
    if (reading.valid) throw new Error("was read");
    expect({ code: reading.error.code, detail: reading.error.detail }).toEqual(error);
    expect(reading.error.position).toBeGreaterThanOrEqual(0);
    expect(reading.error.position).toBeLessThanOrEqual(payload.length);
  });

  it.each(lenient)("$id reads where a missing expiry is accepted", ({ payload }) => {
    const reading = readKhqr(payload, { atMs: AT_MS, acceptMissingExpiry: true });
    expect(reading.valid).toBe(true);
  });

  it.each(invalid.filter((vector) => vector.lenientValid !== true))(
    "$id is refused where a missing expiry is accepted, too",
    ({ payload, error }) => {
      const reading = readKhqr(payload, { atMs: AT_MS, acceptMissingExpiry: true });
      expect(reading).toMatchObject({ valid: false, error: { code: error?.code } });
    },
  );

  it("take no expiry decision while the clock is not trusted", () => {
    const expired = VECTORS.filter((vector) => vector.error?.code === "EXPIRED");
    expect(expired).toHaveLength(3);
    for (const { payload } of expired) {
      expect(readKhqr(payload, { atMs: null }).valid).toBe(true);
    }
  });
});

describe("md5", () => {
  it.each([
    [
      "00020101021130400014jonhsmith@nbcq01061234560208Dev Bank5204599953031165802KH5910Jonh Smith6009Siem Reap621502118551234567863048C75",
      "3a1d545dfba97b39817bf43337e621ec",
    ],
    [
      "00020101021229180014jonhsmith@nbcq52045999530311654035005802KH5910Jonh Smith6010PHNOM PENH993400131742250594187011317422506541846304EA38",
      "838f6d998f6d700c42391aab5c5be555",
    ],
  ])("of a published code", (payload, md5) => {
    expect(md5Hex(payload)).toBe(md5);
  });
});

import { describe, expect, it } from "vitest";
import { KHQR_CODES } from "../../../main/domain/emv/fault.ts";
import { readKhqr } from "../../../main/domain/emv/khqr.ts";
import { AT_MS, read, seal, tlv, unseal, vector } from "./support.ts";

const STATIC = vector("b-static-khr");
const DYNAMIC = vector("b-dyn-khr-100");
const A = tlv("00", "a@devb");

interface Parts {
  readonly [tag: string]: string | null;
}

const BASE: Parts = {
  "00": "01",
  "01": "11",
  "29": A,
  "52": "5999",
  "53": "116",
  "58": "KH",
  "59": "Shop",
  "60": "City",
};

/** A code of these tags in ascending order, 99 last, with a checksum that fits. */
const code = (parts: Parts): string =>
  seal(
    Object.entries({ ...BASE, ...parts })
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([tag, value]) => (value === null ? "" : tlv(tag, value)))
      .join(""),
  );

const dynamic = (parts: Parts): string =>
  code({
    "01": "12",
    "54": "100",
    "99": tlv("00", "1767225600000") + tlv("01", "4102444800000"),
    ...parts,
  });

/** Where a text stands in a payload, plus an offset. */
const at = (payload: string, text: string, offset = 0): number => payload.indexOf(text) + offset;

/** `tag` with a value of `length` characters, the last eight of which are a fitting checksum. */
const sealInside = (body: string, tag: string, length: number): string => {
  const open = `${body}${tag}${String(length).padStart(2, "0")}${"x".repeat(length - 8)}`;
  return seal(open).slice(body.length);
};

type Row = readonly [
  what: string,
  payload: string,
  code: string,
  detail: string | null,
  position: (payload: string) => number,
];

const crcField = (payload: string): number => payload.length - 8;

const ROWS: readonly Row[] = [
  ["text", "hello world, this is text", "NOT_EMV", null, () => 0],
  ["too short a text", "00020101021", "NOT_EMV", null, () => 11],
  ["a start that departs", "0001010102112", "NOT_EMV", null, () => 3],
  ["a wallet's link", "https://qr.alipay.com/fkx0123456789", "NOT_EMV", "alipay", () => 0],
  ["another wallet's link", "wxp://f2f0AbCdEfGhIjKlMn", "NOT_EMV", "wechat", () => 0],
  ["no checksum", unseal(STATIC), "CRC_MISSING", null, crcField],
  ["a checksum of another length", `${unseal(STATIC)}6305ABCD`, "CRC_MISSING", null, crcField],
  ["a checksum under another tag", `${unseal(STATIC)}6204ABCD`, "CRC_MISSING", null, crcField],
  ["a checksum that is no hex", `${STATIC.slice(0, -1)}G`, "CRC_MISSING", null, crcField],
  ["another checksum", `${STATIC.slice(0, -1)}0`, "CRC_MISMATCH", null, (p) => p.length - 4],
  [
    "a tag that is no number",
    seal(`${unseal(STATIC)}x101A`),
    "MALFORMED_TLV",
    "root",
    (p) => p.length - 13,
  ],
  [
    "a length that is no number",
    seal(`${unseal(STATIC)}810xA`),
    "MALFORMED_TLV",
    "root",
    (p) => p.length - 11,
  ],
  [
    "fullwidth digits",
    seal(`${unseal(STATIC)}8１01A`),
    "MALFORMED_TLV",
    "root",
    (p) => p.length - 13,
  ],
  [
    "an overrun",
    seal(`${unseal(STATIC)}8199A`),
    "MALFORMED_TLV",
    "root.81 overrun",
    (p) => p.length - 11,
  ],
  ["a tail in 29", code({ "29": `${A}01` }), "MALFORMED_TLV", "29", (p) => at(p, A, A.length)],
  [
    "an overrun in 29",
    code({ "29": `${A}0109x` }),
    "MALFORMED_TLV",
    "29.01 overrun",
    (p) => at(p, A, A.length + 2),
  ],
  ["a tail in 62", code({ "62": "0101x0" }), "MALFORMED_TLV", "62", (p) => at(p, "0101x", 5)],
  [
    "a bad length in 64",
    code({ "64": "00-2km" }),
    "MALFORMED_TLV",
    "64",
    (p) => at(p, "00-2km", 2),
  ],
  ["a bad tag in 99", code({ "99": "x001A" }), "MALFORMED_TLV", "99", (p) => at(p, "x001A")],
  ["an empty value", seal(`${unseal(STATIC)}8100`), "EMPTY_VALUE", "root.81", (p) => p.length - 10],
  [
    "an empty value in 62",
    code({ "62": "0100" }),
    "EMPTY_VALUE",
    "62.01",
    (p) => at(p, "62040100", 6),
  ],
  [
    "a tag twice",
    seal(`${unseal(STATIC)}5802KH`),
    "DUPLICATE_TAG",
    "root.58",
    (p) => p.length - 14,
  ],
  [
    "a sub-tag twice",
    code({ "29": A + A }),
    "DUPLICATE_TAG",
    "29.00",
    (p) => at(p, A + A, A.length),
  ],
  [
    "a sub-tag twice in 99",
    code({ "99": "6801a6801b" }),
    "DUPLICATE_TAG",
    "99.68",
    (p) => at(p, "6801b"),
  ],
  [
    "63 inside a value",
    unseal(STATIC) + sealInside(unseal(STATIC), "81", 8),
    "CRC_NOT_LAST",
    null,
    (p) => p.length - 12,
  ],
  [
    "63 with more in it",
    unseal(STATIC) + sealInside(unseal(STATIC), "63", 12),
    "CRC_NOT_LAST",
    null,
    (p) => p.length - 16,
  ],
  [
    "a neighbour's id",
    code({ "29": tlv("00", "A000000677010111") }),
    "NOT_KHQR",
    "promptpay-credit",
    (p) => at(p, "0016A0"),
  ],
  [
    "a card network alone",
    code({ "29": null, "15": "9".repeat(31), "02": "4111" }),
    "NOT_KHQR",
    "02,15",
    (p) => at(p, "4111"),
  ],
  [
    "an application id",
    code({ "29": tlv("00", "ABCDEFGH12345678") }),
    "NOT_KHQR",
    "ABCDEFGH12345678",
    (p) => at(p, "ABCDEFGH"),
  ],
  ["another version", code({ "00": "02" }), "UNSUPPORTED_VERSION", "02", () => 4],
  ["another initiation", code({ "01": "13" }), "INVALID_POI", "13", () => 10],
  ["no account", code({ "29": null }), "MISSING_TAG", "29|30", crcField],
  ["no id in 29", code({ "29": "0101x" }), "MISSING_TAG", "29.00", (p) => at(p, "0101x", 5)],
  [
    "no id in 30",
    code({ "29": null, "30": "0101x" }),
    "MISSING_TAG",
    "30.00",
    (p) => at(p, "0101x", 5),
  ],
  ...["52", "53", "58", "59", "60"].map((tag): Row => [
    `no ${tag}`,
    code({ [tag]: null }),
    "MISSING_TAG",
    tag,
    crcField,
  ]),
  ["no amount on a dynamic code", dynamic({ "54": null }), "MISSING_TAG", "54", crcField],
  [
    "64 without a name",
    code({ "64": "0002km" }),
    "MISSING_TAG",
    "64.01",
    (p) => at(p, "0002km", 6),
  ],
  [
    "64 without a language",
    code({ "64": "0101x" }),
    "MISSING_TAG",
    "64.00",
    (p) => at(p, "0101x", 5),
  ],
  ["29 and 30", code({ "30": A }), "AMBIGUOUS_ACCOUNT", "29+30", (p) => at(p, "3010")],
  [
    "an account without @",
    code({ "29": tlv("00", "devb") }),
    "INVALID_ACCOUNT",
    "devb",
    (p) => at(p, "devb"),
  ],
  [
    "an account with a blank",
    code({ "29": tlv("00", "a b@devb") }),
    "INVALID_ACCOUNT",
    "a b@devb",
    (p) => at(p, "a b@"),
  ],
  ...["a\u00a0b@devb", "a@de\u3000vb", "a@devb\t", "@devb", "a@", "a@@b", "a@b@c"].map(
    (id): Row => [
      `an account of ${JSON.stringify(id)}`,
      code({ "29": tlv("00", id) }),
      "INVALID_ACCOUNT",
      id,
      (p) => at(p, id),
    ],
  ),
  ["a category of letters", code({ "52": "59A9" }), "INVALID_MCC", "59A9", (p) => at(p, "59A9")],
  ["a category of Khmer digits", code({ "52": "៥៩៩៩" }), "INVALID_MCC", "៥៩៩៩", (p) => at(p, "៥")],
  ["baht", code({ "53": "764" }), "UNSUPPORTED_CURRENCY", "764", (p) => at(p, "5303764", 4)],
  ["another country", code({ "58": "KHM" }), "INVALID_COUNTRY", "KHM", (p) => at(p, "KHM")],
  [
    "a long name",
    code({ "59": "N".repeat(26) }),
    "INVALID_MERCHANT_NAME",
    null,
    (p) => at(p, "NNN"),
  ],
  [
    "a control in a name",
    code({ "59": "ab\u0007c" }),
    "INVALID_MERCHANT_NAME",
    null,
    (p) => at(p, "\u0007"),
  ],
  ["a long city", code({ "60": "C".repeat(16) }), "INVALID_CITY", null, (p) => at(p, "CCC")],
  [
    "an isolate in a city",
    code({ "60": "ab\u2066c" }),
    "INVALID_CITY",
    null,
    (p) => at(p, "\u2066"),
  ],
  ...[
    "abc",
    "1,0",
    "-1",
    "+1",
    "0x64",
    "1e+2",
    "១០០",
    "1.5",
    ".5",
    "1.000",
    "1 ",
    "12345678901234",
  ].map((amount): Row => [
    `${amount} riel`,
    dynamic({ "54": amount }),
    "INVALID_AMOUNT",
    amount,
    (p) => at(p, `54${String(amount.length).padStart(2, "0")}${amount}`, 4),
  ]),
  [
    "three decimals of a dollar",
    dynamic({ "53": "840", "54": "1.234" }),
    "INVALID_AMOUNT",
    "1.234",
    (p) => at(p, "1.234"),
  ],
  [
    "nothing to pay on a dynamic code",
    dynamic({ "54": "0.00" }),
    "INVALID_AMOUNT",
    "0.00",
    (p) => at(p, "0.00"),
  ],
  ...["01", "02", "03", "07", "08"].map((tag): Row => [
    `a long 62.${tag}`,
    code({ "62": tlv(tag, "L".repeat(26)) }),
    "FIELD_TOO_LONG",
    `62.${tag}`,
    (p) => at(p, "LLL"),
  ]),
  ["no 99", dynamic({ "99": null }), "MISSING_EXPIRY", "99", crcField],
  ["no 99.01", dynamic({ "99": "0001x" }), "MISSING_EXPIRY", "99.01", crcField],
  [
    "an amount without 01 and 99",
    code({ "01": null, "54": "100" }),
    "MISSING_EXPIRY",
    "99",
    crcField,
  ],
  [
    "an expiry in seconds",
    dynamic({ "99": tlv("01", "4102444800") }),
    "INVALID_EXPIRY",
    "4102444800",
    (p) => at(p, "4102"),
  ],
  [
    "an expiry before creation",
    dynamic({ "99": tlv("00", "4102444800001") + tlv("01", "4102444800000") }),
    "INVALID_EXPIRY",
    "before creation",
    (p) => at(p, "4102444800000"),
  ],
  [
    "a past expiry",
    dynamic({ "99": tlv("01", String(AT_MS - 1)) }),
    "EXPIRED",
    String(AT_MS - 1),
    (p) => at(p, String(AT_MS - 1)),
  ],
];

describe("each fault", () => {
  it.each(ROWS)("%s", (...[, payload, expected, detail, position]) => {
    expect(read(payload)).toEqual({
      valid: false,
      error: { code: expected, detail, position: position(payload) },
    });
  });

  it("has a row", () => {
    expect(new Set(ROWS.map((row) => row[2]))).toEqual(new Set(KHQR_CODES));
  });
});

describe("a name or city", () => {
  const outside = [0x20, 0x7e, 0xa0, 0x200d, 0x2010, 0x2029, 0x202f, 0x2065, 0x206a];
  const within: readonly (readonly [first: number, last: number])[] = [
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0x200e, 0x200f],
    [0x202a, 0x202e],
    [0x2066, 0x2069],
  ];
  const codeWith = (unit: number): string => code({ "59": `a${String.fromCharCode(unit)}b` });

  it("holds no control or bidirectional character, from the first of each range to the last", () => {
    for (const [first, last] of within) {
      for (let unit = first; unit <= last; unit += 1) {
        expect(read(codeWith(unit))).toMatchObject({ error: { code: "INVALID_MERCHANT_NAME" } });
      }
    }
  });

  it("may hold their neighbours", () => {
    for (const unit of outside) expect(read(codeWith(unit)).valid).toBe(true);
  });

  it("counts code points, not units", () => {
    expect(read(code({ "59": "🍜".repeat(25), "60": "🍜".repeat(15) })).valid).toBe(true);
    expect(read(code({ "59": "🍜".repeat(26) })).valid).toBe(false);
  });
});

describe("of several faults", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "the checksum counts before the TLV",
      `${seal(`${unseal(STATIC)}x1`).slice(0, -1)}?`,
      "CRC_MISSING",
    ],
    ["the leftmost counts in a walk", seal(`${unseal(STATIC)}81005802KH`), "EMPTY_VALUE"],
    [
      "the scheme counts before the version",
      seal(`000202${tlv("26", tlv("00", "A000000615000101"))}5802MY`),
      "NOT_KHQR",
    ],
    [
      "the version counts before the account",
      code({ "00": "02", "29": null }),
      "UNSUPPORTED_VERSION",
    ],
    ["presence counts before form", code({ "52": "x", "60": null }), "MISSING_TAG"],
    [
      "both accounts count before what is in them",
      code({ "29": "xx", "30": "yy" }),
      "AMBIGUOUS_ACCOUNT",
    ],
    ["29 is walked before 52 is looked at", code({ "29": `${A}x`, "52": "x" }), "MALFORMED_TLV"],
    ["the amount counts before 62", dynamic({ "54": "x", "62": "x" }), "INVALID_AMOUNT"],
    ["62 counts before 64", code({ "62": tlv("01", "L".repeat(26)), "64": "x" }), "FIELD_TOO_LONG"],
    ["64 counts before 99", dynamic({ "64": "0002km", "99": "x" }), "MISSING_TAG"],
  ];
  it.each(rows)("%s", (_, payload, expected) => {
    const reading = read(payload);
    expect(reading.valid ? "valid" : reading.error.code).toBe(expected);
  });
});

describe("the expiry", () => {
  const expiring = (atMs: number): string => dynamic({ "99": tlv("01", String(atMs)) });

  it("is judged to the millisecond", () => {
    expect(read(expiring(AT_MS)).valid).toBe(true);
    expect(read(expiring(AT_MS - 1)).valid).toBe(false);
  });

  it("allows for clocks that differ, and for no more", () => {
    const options = { atMs: AT_MS, skewMs: 5_000 };
    expect(readKhqr(expiring(AT_MS - 5_000), options).valid).toBe(true);
    expect(readKhqr(expiring(AT_MS - 5_001), options).valid).toBe(false);
  });

  it("is opaque on a code that the payer fills in", () => {
    expect(read(code({ "99": tlv("00", "3A0B") + tlv("01", "01") })).valid).toBe(true);
    expect(read(code({ "54": "0", "99": tlv("01", "1600000000000") })).valid).toBe(true);
  });

  it("stays where 01 is taken away", () => {
    expect(read(dynamic({ "01": null, "99": tlv("01", "1600000000000") }))).toMatchObject({
      error: { code: "EXPIRED" },
    });
  });

  it("was not yet on the base code", () => {
    expect(read(DYNAMIC).valid).toBe(true);
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { loadProfile, type ProfileId } from "../../../hardware/printer/profiles.ts";
import { toJson, toText } from "../../../main/app/day-close/report-file.ts";
import { formatUnit, openTasksOf, toZReport } from "../../../main/app/day-close/report.ts";
import type { Language } from "../../../main/bridge/contract.ts";
import type { DayClose } from "../../../main/domain/day-close/close.ts";
import { checkFunds } from "../../../main/domain/day-close/funds.ts";
import { matchDay } from "../../../main/domain/day-close/match.ts";
import { totalsOf } from "../../../main/domain/day-close/totals.ts";
import { msat } from "../../../main/domain/money.ts";
import { decodeJob } from "../../../sandbox/devices/decode.ts";
import {
  DAY,
  factsOf,
  keyOf,
  lineOf,
  NO_FUNDS,
  NOON_MS,
  paidBooks,
  split,
  UNTIL_MS,
} from "../../domain/day-close/facts.ts";
import { REPORT } from "../support/day-close-rig.ts";

const GOLDEN = new URL("./golden/", import.meta.url);
const HELD = { kind: "held", amount: 4_610_000n, sinceMs: NOON_MS } as const;

/** A channel was closed by force, and a little is missing. */
const FUNDS = checkFunds({
  node: {
    ...NO_FUNDS,
    channelsMsat: msat(1_200_000_000n),
    chainMsat: msat(300_000_000n),
    closingMsat: msat(450_000_000n),
  },
  books: { leastMsat: msat(2_000_000_000n), mostMsat: msat(2_004_610_000n) },
  besideMsat: 0n,
  toleranceMsat: 10_000_000n,
});

/** A day that has something on every line a report can have. */
const busyDay = (): DayClose => {
  const earned = {
    kind: "taken",
    amount: 4_610_000n,
    sinceMs: NOON_MS,
    atMs: NOON_MS + 1,
    split: split(4_563_942n, { fee: 45_643n, rounding: 115n, overpaid: 300n }),
  } as const;
  const suspended = { ...earned, split: split(0n, { suspense: 4_610_000n }) };
  const owed = { ...earned, split: split(0n, { owed: 4_610_000n }) };
  const books = [
    ...[1, 2, 3].map((index) => paidBooks(index, { bitcoin: earned })),
    paidBooks(4, { bitcoin: earned, unit: "usd-cents" }),
    paidBooks(5, { fiat: { kind: "open", amount: 12_000n, sinceMs: NOON_MS }, bitcoin: suspended }),
    paidBooks(6, { fiat: { kind: "none" }, bitcoin: owed }),
    paidBooks(7, { loss: { amount: 12_000n, atMs: NOON_MS }, bitcoin: { kind: "none" } }),
    paidBooks(8, { isOpen: true, fiat: { kind: "none" }, bitcoin: HELD }),
  ];
  const whole = factsOf(books);
  const lines = [
    ...whole.lines.filter(({ key }) => key !== keyOf(3)),
    lineOf(paidBooks(99), { reference: "FT-STRANGER" }),
  ];
  const match = matchDay({ ...whole, lines });
  return {
    seq: 1,
    epoch: 1,
    day: DAY,
    number: 2,
    closedAtMs: UNTIL_MS - 7_200_000,
    lastEvent: { seq: 14_211, digest: "0123456789abcdef".repeat(4) },
    content: {
      match,
      totals: totalsOf(match, books),
      standing: [
        { account: "bitcoin-held", unit: "msat", amount: 4_610_000n },
        { account: "fee-income", unit: "msat", amount: -182_572n },
        { account: "payout-reserved", unit: "khr", amount: 12_000n },
        { account: "suspense", unit: "msat", amount: -4_610_000n },
      ],
      funds: FUNDS,
    },
  };
};

const pixelsOf = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
};

const isSamePicture = async (actual: Buffer, expected: Buffer): Promise<boolean> => {
  const [now, then] = [await pixelsOf(actual), await pixelsOf(expected)];
  return (
    now.width === then.width &&
    now.height === then.height &&
    now.data.every((value, at) => value === then.data[at])
  );
};

const rows: readonly (readonly [string, readonly Language[], ProfileId])[] = [
  ["z-report-english-80", ["en"], "generic-80"],
  ["z-report-khmer-80", ["km"], "generic-80"],
  ["z-report-both-80", ["km", "en"], "generic-80"],
  ["z-report-english-58", ["en"], "generic-58"],
  ["z-report-khmer-58", ["km"], "generic-58"],
];

describe("the Z report on paper", () => {
  it.each(rows)("%s looks as it did", async (name, languages, profileId) => {
    const profile = loadProfile(profileId);
    const document = toZReport(busyDay(), { ...REPORT, languages }, false);
    const job = await createEncoder(profile).encode(document);
    const printed = decodeJob(Buffer.concat(job.parts), profile.widthDots);
    expect(printed.unknownCommands).toEqual([]);
    const file = new URL(`${name}.png`, GOLDEN);
    if (process.env["UPDATE_GOLDEN"] === "1") {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, printed.png);
    }
    expect(existsSync(file)).toBe(true);
    expect(await isSamePicture(printed.png, readFileSync(file))).toBe(true);
  });
});

describe("the Z report in words", () => {
  const text = toText(busyDay(), REPORT);

  it("has figures of the matched set, and the unmatched on lines of their own", () => {
    const lines = text.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "KHR (3): 36,000 ៛",
        "USD (1): US$120.00",
        "Payments: 6",
        "Total: 27,660 sats",
        "Fees: 182.572 sats",
        "In suspense: 4,610 sats",
        "Owed to payers: 4,610 sats",
        "KHR (2) terminal: 12,000 ៛",
        "KHR (2) bank: 12,000 ៛",
        "Spendable: 1,500,000 sats",
        "Pending on chain: 450,000 sats",
        "Less than the books explain: 50,000 sats",
        "For a person to do: 3",
        "Last record: 14211 0123456789ab",
      ]),
    );
  });

  it("says that the day was not over, that it moved no real money, and when it is a copy", () => {
    expect(text).toContain("THE DAY IS NOT OVER");
    expect(text).toContain("SANDBOX");
    const late = { ...busyDay(), closedAtMs: UNTIL_MS };
    const live = { ...REPORT, mode: "live" } as const;
    expect(toText(late, live)).not.toMatch(/NOT OVER|SANDBOX|COPY/);
    expect(JSON.stringify(toZReport(late, live, true).blocks)).toContain("COPY");
  });

  it("says plainly that everything matched", () => {
    const books = [paidBooks(1)];
    const match = matchDay(factsOf(books));
    const content = { match, totals: totalsOf(match, books), standing: [], funds: null };
    expect(toText({ ...busyDay(), content }, REPORT)).toContain(
      "Not matched, in no sum above: none",
    );
    expect(openTasksOf({ ...busyDay(), content })).toBe(0);
  });

  it("has every item and exact amounts in JSON", () => {
    const json = JSON.parse(toJson(busyDay(), REPORT)) as {
      readonly name: string;
      readonly match: { readonly items: readonly { readonly here: string }[] };
    };
    expect(json.name).toBe("2026-10-26-2");
    expect(json.match.items).toHaveLength(busyDay().content.match.items.length);
    expect(json.match.items[0]?.here).toBe("12000");
  });

  it.each([
    ["khr", -12_000n, "-12,000 ៛"],
    ["usd-cents", 5n, "US$0.05"],
    ["msat", 1n, "0.001 sats"],
  ] as const)("writes %s %i as people read it", (unit, amount, expected) => {
    expect(formatUnit(unit, amount)).toBe(expected);
  });
});

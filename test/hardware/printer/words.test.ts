// What the cashier reads of a receipt for each thing that can go wrong at the printer: from the
// printer's bytes through driver, outbox row and screen to the sentence.
import { describe, expect, it } from "vitest";
import type { PrinterParts } from "../../../hardware/printer/device.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { RECEIPT_ENDS, type ReceiptEnd } from "../../../renderer/words/receipt-words.ts";
import { receiptWordOf, wordsOf } from "../../../renderer/words/say.ts";
import type { PrinterSwitches } from "../../../sandbox/devices/printer-status.ts";
import { until } from "../support/clock.ts";
import { startCounter, type Counter, type Sentence } from "./counter.ts";
import { hasty, patient } from "./rig.ts";
import { khmerReceipt } from "./sample-receipts.ts";

describe("a receipt that was not begun", () => {
  const rows: readonly (readonly [Partial<PrinterSwitches>, ...Sentence])[] = [
    [{ paperOut: true }, "not printed: out of paper", "មិនបានបោះពុម្ព៖ អស់ក្រដាស"],
    [{ coverOpen: true }, "not printed: cover open", "មិនបានបោះពុម្ព៖ គម្របបើក"],
    [{ headHot: true }, "not printed: too hot", "មិនបានបោះពុម្ព៖ ក្ដៅពេក"],
    [{ offline: true }, "not printed: offline", "មិនបានបោះពុម្ព៖ បិទ"],
    [{ silent: true }, "not printed: no answer", "មិនបានបោះពុម្ព៖ មិនឆ្លើយ"],
  ];
  it.each(rows)("%o: %s", async (fault, ...sentence) => {
    const { print, paper, sees, reads } = await startCounter(
      fault.silent === true ? { timing: hasty } : {},
    );
    paper.set(fault);
    await print();
    expect(sees().receipt).toBe("failed");
    expect(reads()).toEqual(sentence);
  });

  it.each([
    ["TRANSPORT_NOT_FOUND", "not printed: not connected", "មិនបានបោះពុម្ព៖ មិនបានភ្ជាប់"],
    ["TRANSPORT_DENIED", "not printed: no permission", "មិនបានបោះពុម្ព៖ គ្មានសិទ្ធិប្រើ"],
    ["TRANSPORT_BUSY", "not printed: in use elsewhere", "មិនបានបោះពុម្ព៖ កម្មវិធីផ្សេងកំពុងប្រើ"],
    ["TRANSPORT_WRONG_KIND", "not printed: wrong port", "មិនបានបោះពុម្ព៖ ខុសរន្ធ"],
  ])("%s: %s", async (fault, ...sentence) => {
    const { print, cable, reads } = await startCounter();
    cable.refuseWith(fault);
    await print();
    expect(reads()).toEqual(sentence);
  });
});

describe("a receipt that the printer stopped in", () => {
  const rows: readonly (readonly [
    Partial<PrinterSwitches>,
    Partial<PrinterSwitches>,
    ...Sentence,
  ])[] = [
    [{ rowsLeft: 40 }, { paperOut: false }, "stopped: out of paper", "បានផ្អាក៖ អស់ក្រដាស"],
    [
      { rowsLeft: 40, coverOpen: true },
      { paperOut: false, coverOpen: false },
      "stopped: cover open",
      "បានផ្អាក៖ គម្របបើក",
    ],
    [
      { rowsLeft: 40, headHot: true },
      { paperOut: false, headHot: false },
      "stopped: too hot",
      "បានផ្អាក៖ ក្ដៅពេក",
    ],
  ];
  it.each(rows)("%o, until %o: %s", async (fault, remedy, ...sentence) => {
    const { print, paper, states, sees, reads } = await startCounter();
    paper.set({ rowsLeft: fault.rowsLeft ?? null });
    const printing = print();
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    const { rowsLeft: _roll, ...more } = fault;
    paper.set(more);
    if (more.headHot === true) paper.set({ paperOut: false });
    await until(() => reads()[0] === sentence[0]);
    expect(sees().receipt).toBe("held");
    expect(reads()).toEqual(sentence);
    paper.set(remedy);
    await printing;
    expect(reads()).toEqual(["printed", "បានបោះពុម្ព"]);
  });

  it("because it takes nothing in, without a word of its own", async () => {
    const { print, paper, printer, sees, reads } = await startCounter({
      timing: { ...patient, writeMs: 500 },
      onJob: ({ state }) => {
        if (state.kind === "sending" && state.partsSent === 2) paper.set({ stuck: true });
      },
    });
    await printer.checkHealth();
    const printing = print(khmerReceipt);
    await until(() => sees().receipt === "held");
    expect(reads()).toEqual(["stopped: offline", "បានផ្អាក៖ បិទ"]);
    paper.set({ stuck: false });
    await until(() => sees().receipt !== "held");
    await printing;
    expect(reads()).toEqual(["printed", "បានបោះពុម្ព"]);
  });
});

/** What the cashier reads when a print was begun and not proven. */
const ENDS: Readonly<Record<ReceiptEnd, Sentence>> = {
  PRINTER_LINK_LOST: ["cable came out: look at the paper", "ខ្សែដាច់៖ សូមមើលក្រដាស"],
  PRINTER_POWER_LOST: ["power went off: look at the paper", "ដាច់ភ្លើង៖ សូមមើលក្រដាស"],
  PRINTER_NO_PROOF: ["not confirmed: look at the paper", "មិនបានបញ្ជាក់៖ សូមមើលក្រដាស"],
  PRINTER_NO_ANSWER: ["no answer: look at the paper", "មិនឆ្លើយ៖ សូមមើលក្រដាស"],
  PRINTER_SENT_ONLY: ["sent, not confirmed: look at the paper", "បានផ្ញើ មិនបានបញ្ជាក់៖ សូមមើលក្រដាស"],
  PRINTER_CUT_FAILED: ["printed, cutter jammed: tear it off", "បានបោះពុម្ព កាំបិតគាំង៖ សូមហែកក្រដាស"],
  PRINTER_CUT_NOT_PROVEN: [
    "printed, perhaps not cut: tear it off",
    "បានបោះពុម្ព ប្រហែលមិនបានកាត់៖ សូមហែកក្រដាស",
  ],
  PRINTER_INTERRUPTED: ["terminal stopped: look at the paper", "ម៉ាស៊ីនបានឈប់៖ សូមមើលក្រដាស"],
  PRINTER_PAPER_OUT: ["paper ran out: look at the paper", "អស់ក្រដាស៖ សូមមើលក្រដាស"],
  PRINTER_COVER_OPEN: ["cover was open: look at the paper", "គម្របបើក៖ សូមមើលក្រដាស"],
  PRINTER_CUTTER_FAULT: ["cutter jammed: look at the paper", "កាំបិតកាត់គាំង៖ សូមមើលក្រដាស"],
  PRINTER_OVERHEATED: ["too hot: look at the paper", "ក្ដៅពេក៖ សូមមើលក្រដាស"],
  PRINTER_FAULT: ["printer fault: look at the paper", "ម៉ាស៊ីនបោះពុម្ពខូច៖ សូមមើលក្រដាស"],
  PRINTER_OFFLINE: ["printer went offline: look at the paper", "ម៉ាស៊ីនបោះពុម្ពបិទ៖ សូមមើលក្រដាស"],
};

/** How a print comes to such an end. */
interface Mishap {
  readonly name: string;
  readonly ends: ReceiptEnd;
  readonly parts?: Partial<PrinterParts>;
  /** Before the print. */
  readonly set?: Partial<PrinterSwitches>;
  /** Once the printer stopped for the end of its roll, which it does when `set` gives it one. */
  readonly next?: (counter: Counter) => unknown;
}

const profile = loadProfile("generic-80");
const brief = { ...patient, proofMs: 300, proofMsPerRow: 0 };

const MISHAPS: readonly Mishap[] = [
  {
    name: "its cable comes out",
    ends: "PRINTER_LINK_LOST",
    set: { rowsLeft: 20 },
    next: ({ cable }) => {
      cable.cut();
    },
  },
  {
    name: "it is switched off and on behind its interface",
    ends: "PRINTER_POWER_LOST",
    set: { rowsLeft: 20 },
    next: ({ paper }) => {
      paper.blink(true);
    },
  },
  {
    name: "it forgot the job",
    ends: "PRINTER_NO_PROOF",
    parts: { timing: brief },
    set: { rowsLeft: 20 },
    next: ({ paper }) => {
      paper.blink(false);
      paper.set({ paperOut: false });
    },
  },
  {
    name: "it cannot prove anything",
    ends: "PRINTER_SENT_ONLY",
    parts: { profile: { ...profile, completion: "none" } },
  },
  { name: "its cutter jams", ends: "PRINTER_CUT_FAILED", set: { cutterJammed: true } },
  {
    name: "its power goes between text and cut",
    ends: "PRINTER_CUT_NOT_PROVEN",
    parts: { timing: brief },
    set: { rowsLeft: 80 },
    next: ({ paper }) => {
      paper.powerCycle();
    },
  },
  {
    name: "the terminal ends",
    ends: "PRINTER_INTERRUPTED",
    set: { rowsLeft: 20 },
    next: ({ printer }) => printer.close(),
  },
  {
    name: "nobody brings paper",
    ends: "PRINTER_PAPER_OUT",
    parts: { timing: { ...patient, holdMs: 80 } },
    set: { rowsLeft: 20 },
  },
];

describe("a receipt that was begun and not proven", () => {
  it.each(MISHAPS)("because $name: $ends", async ({ ends, parts, set, next }) => {
    const counter = await startCounter(parts);
    const { paper, states, print, sees, reads } = counter;
    paper.set(set ?? {});
    const printing = print();
    if (next !== undefined) {
      await until(() => states().includes("held PRINTER_PAPER_OUT"));
      await next(counter);
    }
    await printing;
    expect(sees()).toMatchObject({ receipt: "unknown", receiptCode: ends });
    expect(reads()).toEqual(ENDS[ends]);
  });

  it("because its cable comes out in the middle of a picture", async () => {
    const { paper, cable, print, reads } = await startCounter();
    const printing = print(khmerReceipt);
    await until(() => paper.state().receivedBytes > 3_000);
    expect(reads()).toEqual(["is printing", "កំពុងបោះពុម្ព"]);
    cable.cut();
    await printing;
    expect(reads()).toEqual(ENDS.PRINTER_LINK_LOST);
  });

  it.each(RECEIPT_ENDS)("as %s has one sentence in each language", (code) => {
    const end = { receipt: "unknown", receiptCode: code } as const;
    expect([receiptWordOf(wordsOf("en"), end), receiptWordOf(wordsOf("km"), end)]).toEqual(
      ENDS[code],
    );
  });

  it("for a reason that is not known is to be looked at", () => {
    const end = { receipt: "unknown", receiptCode: "toString" } as const;
    expect(receiptWordOf(wordsOf("en"), end)).toBe("look at the printer");
  });
});

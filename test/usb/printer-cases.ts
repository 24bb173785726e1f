import { deepEqual, equal, match } from "node:assert/strict";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { createPrinter, type Printer } from "../../hardware/printer/device.ts";
import type { PrintDocument } from "../../hardware/printer/document.ts";
import { createFenceIds } from "../../hardware/printer/fence-ids.ts";
import { loadProfile } from "../../hardware/printer/profiles.ts";
import { openFile } from "../../hardware/transport/file.ts";
import { type RigCase, until } from "./harness.ts";
import type { PrinterEnd } from "./printer-end.ts";
import { nameAppears, nameGoes } from "./stable-name.ts";

const LINK = "/dev/satriel/printer";
const clock = { monotonicMs: () => performance.now() };

/** An emulated processor is about ten times slower than a terminal's. */
const timing = { answerMs: 3_000, writeMs: 15_000, proofMs: 20_000, proofMsPerRow: 30 };

const receipt = (title: string): PrintDocument => ({
  blocks: [
    { kind: "text", text: title, align: "center", size: "large" },
    { kind: "pair", label: "Amount", value: "12,000 KHR" },
    { kind: "text", text: "សូមអរគុណ" },
    { kind: "qr", payload: "00020101021129180014satriel@devbkh" },
    { kind: "cut" },
  ],
});

/** Long enough that the kernel's buffers cannot hold it. */
const long: PrintDocument = {
  blocks: [
    ...Array.from({ length: 12 }, () => ({ kind: "text", text: "សូមអរគុណ ទឹកប្រាក់" }) as const),
    { kind: "cut" },
  ],
};

/** A printer for one case, closed at its end. */
const withPrinter = async (use: (printer: Printer) => Promise<void>): Promise<void> => {
  const printer = createPrinter({
    open: openFile({ path: LINK, clock }),
    profile: loadProfile("epson-tm-t20iii"),
    clock,
    ids: createFenceIds(1),
    timing,
  });
  try {
    await use(printer);
  } finally {
    await printer.close();
  }
};

const ready = { kind: "ready", paperNearEnd: false };
const done = { kind: "done", value: "printed" };

/** The printer driver over the kernel's `usblp`. */
export const printerCases = (end: PrinterEnd): readonly RigCase[] => [
  {
    name: "printer: plugged in, it has its stable name, the terminal's group and its own identity",
    run: async () => {
      await end.plug();
      await nameAppears(LINK);
      match(realpathSync(LINK), /^\/dev\/usb\/lp\d$/);
      const [name = ""] = readdirSync("/sys/class/usbmisc").filter((file) => file.startsWith("lp"));
      const identity = readFileSync(`/sys/class/usbmisc/${name}/device/ieee1284_id`, "utf8");
      match(identity, /MFG:EPSON;.*MDL:TM-T20II;/);
    },
  },
  {
    name: "printer: answers, prints a receipt in two scripts, and says that it did",
    run: () =>
      withPrinter(async (printer) => {
        const slips = end.slips();
        deepEqual(await printer.checkHealth(), ready);
        deepEqual(await printer.print(receipt("PAID")), done);
        equal(end.slips(), slips + 1);
        deepEqual(end.unknownCommands(), []);
      }),
  },
  {
    name: "printer: without paper it takes no receipt; with paper it prints",
    run: () =>
      withPrinter(async (printer) => {
        const slips = end.slips();
        end.set({ paperOut: true });
        deepEqual(await printer.print(receipt("PAID")), {
          kind: "refused",
          code: "PRINTER_PAPER_OUT",
        });
        end.set({ paperOut: false });
        deepEqual(await printer.print(receipt("PAID")), done);
        equal(end.slips(), slips + 1);
      }),
  },
  {
    name: "printer: unplugged while idle, it is not there; plugged in again, it prints",
    run: () =>
      withPrinter(async (printer) => {
        deepEqual(await printer.checkHealth(), ready);
        end.unplug();
        await nameGoes(LINK);
        deepEqual(await printer.checkHealth(), { kind: "trouble", code: "PRINTER_UNREACHABLE" });
        deepEqual(await printer.print(receipt("PAID")), {
          kind: "refused",
          code: "PRINTER_UNREACHABLE",
        });
        await end.plug();
        await nameAppears(LINK);
        deepEqual(await printer.print(receipt("PAID")), done);
      }),
  },
  {
    name: "printer: unplugged in the middle of a picture, whether it printed is unknown and nothing prints again by itself",
    run: () =>
      withPrinter(async (printer) => {
        deepEqual(await printer.checkHealth(), ready);
        const slips = end.slips();
        const before = end.takenBytes();
        const printing = printer.print(long);
        // The unit stops taking bytes inside the picture, and then the cable comes out.
        await until("the picture has begun", () => end.takenBytes() > before + 4_096);
        end.stall();
        end.unplug();
        deepEqual(await printing, { kind: "unknown", code: "PRINTER_LINK_LOST" });
        await nameGoes(LINK);
        await end.plug();
        await nameAppears(LINK);
        equal(end.slips(), slips);
        deepEqual(await printer.print(receipt("NEXT")), done);
        // What had come out of the first is cut off before the next, and no more of it comes.
        equal(end.slips(), slips + 2);
      }),
  },
  {
    name: "printer: a second program cannot open it while the terminal has it",
    run: () =>
      withPrinter(async (printer) => {
        deepEqual(await printer.checkHealth(), ready);
        await withPrinter(async (second) => {
          deepEqual(await second.checkHealth(), { kind: "trouble", code: "TRANSPORT_BUSY" });
        });
        deepEqual(await printer.print(receipt("PAID")), done);
      }),
  },
];

import { deepEqual, equal } from "node:assert/strict";
import { closeSync, constants, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { createScanner, type Scanner } from "../../hardware/scanner/device.ts";
import {
  type FramingRules,
  hidPosRules,
  terminatedRules,
  wedgeRules,
} from "../../hardware/scanner/scan.ts";
import { openHid } from "../../hardware/transport/hid.ts";
import { openKeyboard } from "../../hardware/transport/keyboard.ts";
import type { Link } from "../../hardware/transport/reconnect.ts";
import { openSerial } from "../../hardware/transport/serial.ts";
import { watchNames, watchPath } from "../../hardware/transport/watch.ts";
import { type RigCase, until } from "./harness.ts";
import { nameAppears, nameGoes } from "./stable-name.ts";
import type { ScannerEnd } from "./scanner-end.ts";

const clock = { monotonicMs: () => performance.now() };
const KEYS = "/dev/satriel/scanner-keys";

/** One way to use a scanner. */
interface Mode {
  readonly name: string;
  /** By the appliance's rules. */
  readonly link: string;
  readonly way: Link;
  readonly rules: FramingRules;
  /** More than one report long; where the mode can, with characters that end in the next one. */
  readonly code: string;
  readonly end: ScannerEnd;
}

/** A code of more than 56 bytes whose 56th falls inside a Khmer character. */
const KHMER = `00020101021129450016john_smith@devb0111855${"ភ្នំពេញ".repeat(4)}6304ABCD`;
const LATIN = "00020101021129180014satriel@devbkh6304aB1C";
const SLOW = { idleMs: 15_000 };

const byId = "/dev/serial/by-id/usb-Newland_USB-COM_scanner_SC001-if00";

const modesOf = (ends: Scanners): readonly Mode[] => [
  {
    name: "USB-COM scanner",
    link: "/dev/satriel/scanner",
    way: { open: openSerial({ path: byId, baud: 9_600 }), watch: watchPath(byId) },
    rules: { ...terminatedRules, ...SLOW },
    code: KHMER,
    end: ends.com,
  },
  {
    name: "HID POS scanner",
    link: "/dev/satriel/scanner-hid",
    way: {
      open: openHid({ vendorId: 0x0c2e, productId: 0x0b87, usagePage: 0x8c }),
      watch: watchNames("/dev", /^hidraw\d+$/),
    },
    rules: { ...hidPosRules, ...SLOW },
    code: KHMER,
    end: ends.pos,
  },
  {
    name: "scanner in keyboard mode",
    link: KEYS,
    way: { open: openKeyboard({ path: KEYS, clock }), watch: watchPath(KEYS) },
    rules: { ...wedgeRules, ...SLOW },
    code: LATIN,
    end: ends.keys,
  },
];

/** Scanners in their three modes. */
export interface Scanners {
  readonly com: ScannerEnd;
  readonly pos: ScannerEnd;
  readonly keys: ScannerEnd;
}

interface Desk {
  readonly scanner: Scanner;
  readonly scans: readonly string[];
  readonly online: () => Promise<void>;
  readonly offline: () => Promise<void>;
}

/** The driver on a scanner that is plugged in, for one case. */
const withScanner = async (mode: Mode, use: (desk: Desk) => Promise<void>): Promise<void> => {
  await mode.end.plug();
  await nameAppears(mode.link);
  const scans: string[] = [];
  const scanner = createScanner({
    ...mode.way,
    clock,
    rules: mode.rules,
    onScan: ({ text, aimId }) => scans.push(`${aimId ?? ""}${text}`),
  });
  const becomes = async (power: string): Promise<void> => {
    await until(`the scanner is ${power}`, () => scanner.health().power === power);
  };
  try {
    await becomes("online");
    await use({
      scanner,
      scans,
      online: () => becomes("online"),
      offline: () => becomes("offline"),
    });
  } finally {
    await scanner.close();
    mode.end.unplug();
    await nameGoes(mode.link);
  }
};

const scansOneCode = (mode: Mode): RigCase => ({
  name: `${mode.name}: a code arrives whole, byte for byte`,
  run: () =>
    withScanner(mode, async ({ scanner, scans }) => {
      await mode.end.scan(mode.code);
      await until("the code arrives", () => scans.length > 0 || scanner.health().refused > 0);
      deepEqual(scans, [`]Q1${mode.code}`]);
      equal(scanner.health().refused, 0);
    }),
});

const survivesUnplugging = (mode: Mode): RigCase => ({
  name: `${mode.name}: unplugged in the middle of a code and plugged in again, it goes on with the next code`,
  run: () =>
    withScanner(mode, async ({ scanner, scans, online, offline }) => {
      await mode.end.scan("000201-HALF-A-CODE-THAT-IS-LONGER-THAN-ONE-REPORT-OF-56-BYTES", 0.5);
      mode.end.unplug();
      await offline();
      await nameGoes(mode.link);
      await mode.end.plug();
      await nameAppears(mode.link);
      await online();
      await mode.end.scan(mode.code);
      await until("the next code arrives", () => scans.length > 0);
      deepEqual(scans, [`]Q1${mode.code}`]);
      equal(scanner.health().connections, 2);
    }),
});

/** What the desktop would read of the keyboard. */
const desktopEvents = (): string => {
  const node = basename(realpathSync(KEYS));
  const input = `/sys/class/hidraw/${node}/device/input`;
  const [name = ""] = readdirSync(input);
  const [event = ""] = readdirSync(`${input}/${name}`).filter((file) => /^event\d/.test(file));
  return `/dev/input/${event}`;
};

const staysSilent = (mode: Mode): RigCase => ({
  name: `${mode.name}: no key of it reaches the desktop`,
  run: () =>
    withScanner(mode, async ({ scans }) => {
      const events = openSync(desktopEvents(), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        await mode.end.scan(mode.code);
        await until("the code arrives", () => scans.length > 0);
        let read = "keys";
        try {
          readSync(events, Buffer.alloc(24));
        } catch (error) {
          read = error instanceof Error && "code" in error ? String(error.code) : "another fault";
        }
        equal(read, "EAGAIN");
      } finally {
        closeSync(events);
      }
    }),
});

/** The kernel gives reports to everybody who has the node open: nothing but rights keeps others out. */
const isShared = (mode: Mode): RigCase => ({
  name: `${mode.name}: another program that has its node open reads the same reports`,
  run: () =>
    withScanner(mode, async ({ scans }) => {
      const other = openSync(realpathSync(mode.link), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        await mode.end.scan(mode.code);
        await until("the code arrives", () => scans.length > 0);
        equal(readSync(other, Buffer.alloc(64)), 64);
      } finally {
        closeSync(other);
      }
    }),
});

/** The scanner driver in its three modes, over `cdc-acm`, hidraw and a keyboard's hidraw. */
export const scannerCases = (ends: Scanners): readonly RigCase[] => {
  const modes = modesOf(ends);
  return [
    ...modes.flatMap((mode) => [scansOneCode(mode), survivesUnplugging(mode)]),
    ...modes.filter(({ link }) => link === KEYS).map(staysSilent),
    ...modes.filter(({ name }) => name === "HID POS scanner").map(isShared),
  ];
};

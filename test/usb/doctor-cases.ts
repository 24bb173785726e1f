import { deepEqual, equal, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import type { RigCase } from "./harness.ts";
import type { PrinterEnd } from "./printer-end.ts";
import type { Scanners } from "./scanner-cases.ts";
import { nameAppears, nameGoes } from "./stable-name.ts";

const PROGRAM = fileURLToPath(new URL("../../main/hosts/doctor-cli.ts", import.meta.url));
const NAMES = ["scanner", "scanner-hid", "scanner-keys", "printer"].map(
  (name) => `/dev/satriel/${name}`,
);

interface Finding {
  readonly code: string;
  readonly about: string;
}

/** What the doctor says of this machine; `user` as a number, root when absent. */
const askDoctor = async (
  args: readonly string[],
  user?: number,
): Promise<{ readonly status: number | null; readonly findings: readonly Finding[] }> => {
  const who = user === undefined ? {} : { uid: user, gid: user };
  const doctor = spawn(process.execPath, [PROGRAM, "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    ...who,
  });
  const ended = new Promise<number | null>((resolve) => {
    doctor.once("exit", resolve);
  });
  const said = await text(doctor.stdout);
  const { findings } = JSON.parse(said) as { readonly findings: readonly Finding[] };
  return { status: await ended, findings };
};

const about = (findings: readonly Finding[], code: string): readonly string[] =>
  findings.filter((finding) => finding.code === code).map((finding) => finding.about);

const FOUND = [
  "Newland USB-COM scanner at /dev/ttyACM",
  "EPSON TM-T20II at /dev/usb/lp",
  "Honeywell HID POS scanner at /dev/hidraw",
  "Newland HID KBW at /dev/hidraw",
];

const assertFound = (findings: readonly Finding[]): void => {
  const found = about(findings, "DEVICE_FOUND").map((name) => name.replace(/\d$/, ""));
  deepEqual([...found].sort(), [...FOUND].sort());
};

/** `npm run doctor` on a machine with a printer and three scanners. */
export const doctorCases = (scanners: Scanners, printer: PrinterEnd): readonly RigCase[] => {
  const inHand = [scanners.com, scanners.pos, scanners.keys];
  const withAll = async (use: () => Promise<void>): Promise<void> => {
    for (const scanner of inHand) await scanner.plug();
    await printer.plug();
    try {
      for (const name of NAMES) await nameAppears(name);
      await use();
    } finally {
      for (const scanner of inHand) scanner.unplug();
      printer.unplug();
      for (const name of NAMES) await nameGoes(name);
    }
  };
  return [
    {
      name: "doctor: finds a printer and three scanners by name, asks the printer and prints a test page",
      run: () =>
        withAll(async () => {
          const slips = printer.slips();
          const { findings, status } = await askDoctor(["--print"]);
          assertFound(findings);
          deepEqual(about(findings, "DEVICE_WORKS"), [
            "printer at /dev/satriel/printer",
            "scanner at /dev/satriel/scanner",
          ]);
          deepEqual(about(findings, "TEST_PAGE_PRINTED"), ["test page at /dev/satriel/printer"]);
          equal(printer.slips(), slips + 1);
          equal(status, 0);
        }),
    },
    {
      name: "doctor: says in so many words that another user may not open them",
      run: () =>
        withAll(async () => {
          const { findings, status } = await askDoctor([], 65_534);
          assertFound(findings);
          equal(about(findings, "DEVICE_DENIED").length, 4);
          ok(about(findings, "TRANSPORT_DENIED").length > 0);
          equal(status, 1);
        }),
    },
  ];
};

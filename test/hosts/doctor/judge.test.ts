import { describe, expect, it } from "vitest";
import type { FoundDevice } from "../../../hardware/find/found-device.ts";
import type { Facts, Finding, TerminalFacts, Trial } from "../../../main/hosts/doctor/facts.ts";
import { judgeDevices } from "../../../main/hosts/doctor/judge-devices.ts";
import { judgeTerminal } from "../../../main/hosts/doctor/judge-terminal.ts";
import { judgeTrials } from "../../../main/hosts/doctor/judge-trials.ts";

const COM: FoundDevice = {
  kind: "serial",
  path: "/dev/ttyACM0",
  names: ["/dev/satriel/scanner", "/dev/serial/by-id/usb-Newland_SC001-if00"],
  usb: { vendorId: "1eab", productId: "8306", maker: "Newland", model: "FM430", serial: "SC001" },
  deviceId: null,
  usage: null,
  access: "allowed",
  isSilent: null,
  isNoModem: true,
};
const KEYS: FoundDevice = {
  ...COM,
  kind: "hid",
  path: "/dev/hidraw0",
  usage: { page: 1, usage: 6 },
  isSilent: true,
  isNoModem: null,
};
const ADAPTER: FoundDevice = {
  ...COM,
  path: "/dev/ttyUSB0",
  names: ["/dev/serial/by-id/usb-1a86_USB_Serial-if00"],
  usb: { vendorId: "1a86", productId: "7523", maker: null, model: "USB Serial", serial: null },
};

const TERMINAL: TerminalFacts = {
  config: { kind: "good", path: "/etc/satriel/config.json" },
  journal: "present",
  key: "present",
  freeBytes: 10_000_000_000,
  minFreeBytes: 209_715_200,
  clock: { nowMs: Date.UTC(2026, 10, 23), isSynchronised: true, hasRtc: false },
};

const facts = (part: Partial<Facts>): Facts => ({
  machine: { hasRules: true, hasModemManager: false },
  devices: [],
  trials: [],
  terminal: TERMINAL,
  ...part,
});

const codes = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, code }) => `${level} ${code}`);

describe("the devices that the system shows", () => {
  const rules = { hasRules: true, hasModemManager: false };
  const rows: readonly (readonly [string, FoundDevice, Facts["machine"], readonly string[]])[] = [
    ["one that is set up well", COM, rules, ["good DEVICE_FOUND"]],
    [
      "one before the rules are installed",
      { ...COM, access: "denied", names: [] },
      { ...rules, hasRules: false },
      ["wrong RULES_MISSING", "good DEVICE_FOUND", "wrong DEVICE_DENIED", "look NAME_UNSTABLE"],
    ],
    [
      "one that this user may not open",
      { ...COM, access: "denied" },
      rules,
      ["good DEVICE_FOUND", "wrong DEVICE_DENIED"],
    ],
    [
      "one that has just gone",
      { ...COM, access: "absent" },
      rules,
      ["good DEVICE_FOUND", "wrong DEVICE_GONE"],
    ],
    [
      "one that ModemManager grabs",
      { ...COM, isNoModem: false },
      { ...rules, hasModemManager: true },
      ["good DEVICE_FOUND", "wrong MODEM_MANAGER"],
    ],
    [
      "one that ModemManager leaves alone",
      COM,
      { ...rules, hasModemManager: true },
      ["good DEVICE_FOUND"],
    ],
    [
      "one that could be grabbed, but nobody does",
      { ...COM, isNoModem: false },
      rules,
      ["good DEVICE_FOUND"],
    ],
    ["a scanner that plays keyboard in silence", KEYS, rules, ["good DEVICE_FOUND"]],
    [
      "a scanner that types on the screen",
      { ...KEYS, isSilent: false },
      rules,
      ["good DEVICE_FOUND", "wrong SCANNER_NOT_INHIBITED"],
    ],
    ["a mouse", { ...KEYS, usage: { page: 1, usage: 2 } }, rules, ["look DEVICE_NONE"]],
  ];
  it.each(rows)("%s", (_what, device, machine, want) => {
    expect(codes(judgeDevices(facts({ devices: [device], machine })))).toEqual(want);
  });

  it("none at all", () => {
    expect(codes(judgeDevices(facts({})))).toEqual(["look DEVICE_NONE"]);
  });

  it("are told by maker, model, port and the name to use", () => {
    expect(judgeDevices(facts({ devices: [COM] }))[0]).toEqual({
      level: "good",
      code: "DEVICE_FOUND",
      about: "Newland FM430 at /dev/ttyACM0",
      what: "A scanner; use the name /dev/satriel/scanner.",
      act: null,
    });
  });
});

const PRINTER: Trial = {
  role: "printer",
  port: "/dev/satriel/printer",
  isConfigured: true,
  code: null,
  model: "TM-T20II",
  level: "L3",
  isPaperNearEnd: false,
  baud: null,
  answersAtBaud: null,
  noiseCount: 0,
  heldBy: [],
};

describe("a device that was asked", () => {
  const serial = { baud: 9_600, port: "/dev/ttyUSB0" } as const;
  const rows: readonly (readonly [string, Partial<Trial>, string, RegExp])[] = [
    ["works", {}, "good DEVICE_WORKS", /as TM-T20II; it says when a receipt is printed/],
    ["cannot prove", { level: "L1" }, "good DEVICE_WORKS", /cannot say that a receipt is printed/],
    ["is unplugged", { code: "TRANSPORT_NOT_FOUND" }, "wrong TRANSPORT_NOT_FOUND", /cable is out/],
    ["is denied", { code: "TRANSPORT_DENIED" }, "wrong TRANSPORT_DENIED", /udev rules/],
    [
      "is held",
      { code: "TRANSPORT_BUSY", heldBy: ["ModemManager"] },
      "wrong TRANSPORT_BUSY",
      /holds it: ModemManager/,
    ],
    ["is held by someone unseen", { code: "TRANSPORT_BUSY" }, "wrong TRANSPORT_BUSY", /Another/],
    ["is another device", { code: "TRANSPORT_WRONG_KIND" }, "wrong TRANSPORT_WRONG_KIND", /else/],
    [
      "has another speed",
      { ...serial, code: "PRINTER_NO_ANSWER", answersAtBaud: 115_200 },
      "wrong BAUD_WRONG",
      /at 9600 baud, and it does at 115200.*"baud": 115200/,
    ],
    [
      "sends rubbish",
      { ...serial, code: "PRINTER_NO_ANSWER", noiseCount: 9 },
      "wrong PRINTER_NO_ANSWER",
      /speed is wrong, or the cable is bad/,
    ],
    [
      "is silent on a serial port",
      { ...serial, code: "PRINTER_NO_ANSWER" },
      "wrong PRINTER_NO_ANSWER",
      /self test/,
    ],
    ["is silent on USB", { code: "PRINTER_NO_ANSWER" }, "wrong PRINTER_NO_ANSWER", /switched on/],
    ["has no paper", { code: "PRINTER_PAPER_OUT" }, "wrong PRINTER_PAPER_OUT", /new roll/],
    ["is open", { code: "PRINTER_COVER_OPEN" }, "wrong PRINTER_COVER_OPEN", /Close/],
    ["is odd", { code: "PRINTER_ON_FIRE" }, "wrong PRINTER_ON_FIRE", /reports a fault/],
    ["fails in a new way", { code: "toString" }, "wrong toString", /does not work/],
    ["is a scanner", { role: "scanner", level: null }, "good DEVICE_WORKS", /--scan/],
    ["is a display", { role: "display", level: null }, "good DEVICE_WORKS", /never answers/],
  ];
  it.each(rows)("%s", (_what, part, code, words) => {
    const findings = judgeTrials(facts({ trials: [{ ...PRINTER, ...part }] }));
    expect(codes(findings)).toEqual([code]);
    expect(`${findings[0]?.what} ${findings[0]?.act}`).toMatch(words);
  });

  it("and is near the end of its roll works, and says so", () => {
    const trials = [{ ...PRINTER, isPaperNearEnd: true }];
    expect(codes(judgeTrials(facts({ trials })))).toEqual([
      "good DEVICE_WORKS",
      "look PRINTER_PAPER_NEAR_END",
    ]);
  });

  it("and is not there is looked for among those that are", () => {
    const trials = [{ ...PRINTER, code: "TRANSPORT_NOT_FOUND" }];
    const [finding] = judgeTrials(facts({ trials, devices: [COM, ADAPTER] }));
    expect(finding?.act).toContain("USB Serial at /dev/serial/by-id/usb-1a86_USB_Serial-if00");
    expect(finding?.act).not.toContain("Newland");
  });
});

describe("the terminal itself", () => {
  const rows: readonly (readonly [string, Partial<TerminalFacts>, readonly string[]])[] = [
    ["well", {}, ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "good DISK_GOOD", "good CLOCK_GOOD"]],
    [
      "without a configuration",
      { config: { kind: "none" }, journal: null, key: null },
      ["look CONFIG_NONE", "good DISK_GOOD", "good CLOCK_GOOD"],
    ],
    [
      "with a bad one",
      { config: { kind: "faulty", message: "CONFIG_INVALID: x" }, journal: null, key: null },
      ["wrong CONFIG_INVALID", "good DISK_GOOD", "good CLOCK_GOOD"],
    ],
    [
      "before its first start",
      { journal: "absent", key: "absent" },
      ["good CONFIG_GOOD", "good JOURNAL_NONE", "good DISK_GOOD", "good CLOCK_GOOD"],
    ],
    [
      "without its key",
      { key: "absent" },
      ["good CONFIG_GOOD", "wrong KEY_FILE_MISSING", "good DISK_GOOD", "good CLOCK_GOOD"],
    ],
    [
      "asked by a stranger",
      { journal: "denied", key: "denied" },
      [
        "good CONFIG_GOOD",
        "wrong JOURNAL_DENIED",
        "wrong KEY_DENIED",
        "good DISK_GOOD",
        "good CLOCK_GOOD",
      ],
    ],
    [
      "with a full disk",
      { freeBytes: 1_048_576 },
      ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "wrong DISK_LOW", "good CLOCK_GOOD"],
    ],
    [
      "with a disk that does not say",
      { freeBytes: null },
      ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "look DISK_UNKNOWN", "good CLOCK_GOOD"],
    ],
    [
      "with a clock of the past",
      { clock: { nowMs: 0, isSynchronised: true, hasRtc: true } },
      ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "good DISK_GOOD", "wrong CLOCK_PAST"],
    ],
    [
      "with a battery alone",
      { clock: { ...TERMINAL.clock, isSynchronised: false, hasRtc: true } },
      ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "good DISK_GOOD", "look CLOCK_BATTERY"],
    ],
    [
      "with a clock nobody vouches for",
      { clock: { ...TERMINAL.clock, isSynchronised: false } },
      ["good CONFIG_GOOD", "good JOURNAL_PRESENT", "good DISK_GOOD", "look CLOCK_UNTRUSTED"],
    ],
  ];
  it.each(rows)("%s", (_what, part, want) => {
    expect(codes(judgeTerminal(facts({ terminal: { ...TERMINAL, ...part } })))).toEqual(want);
  });

  it("is told what to do about everything that is wrong", () => {
    const wrong = judgeTerminal(
      facts({ terminal: { ...TERMINAL, freeBytes: 0, key: "absent" } }),
    ).filter(({ level }) => level === "wrong");
    for (const { act } of wrong) expect(act).not.toBeNull();
  });
});

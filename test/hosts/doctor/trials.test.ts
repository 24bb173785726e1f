import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FoundDevice } from "../../../hardware/find/found-device.ts";
import { printTestPage, watchScanner, writeDisplay } from "../../../main/hosts/doctor/exercises.ts";
import { gather, usualConfig } from "../../../main/hosts/doctor/gather.ts";
import { chooseTargets, portName, type StreamPort } from "../../../main/hosts/doctor/targets.ts";
import {
  holdersOf,
  tryDisplay,
  tryPrinter,
  tryScanner,
} from "../../../main/hosts/doctor/trials.ts";
import { systemClock } from "../../../main/hosts/system.ts";
import { createDisplay } from "../../../sandbox/devices/display.ts";
import { createPrinter } from "../../../sandbox/devices/printer.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { createScanner } from "../../../sandbox/devices/scanner.ts";
import { until } from "../../hardware/support/clock.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "satriel-doctor-"));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

const tcp = (port: number): StreamPort => ({ kind: "tcp", host: "127.0.0.1", port });

const startPrinter = async () => {
  const unit = await createPrinter();
  cleanups.push(() => unit.close());
  const { address } = unit.state();
  const port = address.kind === "tcp" ? address.port : 0;
  const target = { port: tcp(port), profile: "generic-80", isConfigured: true };
  return { unit, target };
};

const setup = (port: number) =>
  ({
    transport: { kind: "tcp", host: "127.0.0.1", port },
    mode: "usb-com",
    ends: "terminator",
    prefix: "",
    suffix: "",
    duplicateMs: 0,
  }) as const;

describe("a printer", () => {
  it("that works is known by what it answers, and nothing is printed", async () => {
    const { unit, target } = await startPrinter();
    expect(await tryPrinter(target, systemClock)).toMatchObject({
      role: "printer",
      isConfigured: true,
      code: null,
      level: "L3",
      isPaperNearEnd: false,
    });
    expect(unit.state().slips).toBe(0);
  });

  it("is told with what is wrong with it", async () => {
    const { unit, target } = await startPrinter();
    unit.set({ coverOpen: true });
    expect(await tryPrinter(target, systemClock)).toMatchObject({ code: "PRINTER_COVER_OPEN" });
    await unit.close();
    expect(await tryPrinter(target, systemClock)).toMatchObject({ code: "PRINTER_UNREACHABLE" });
  });

  it("set to another speed is found at its own", async () => {
    const path = join(folder(), "printer");
    const unit = await createPrinter({ plug: ptyPlug({ path, baud: 38_400 }) });
    cleanups.push(() => unit.close());
    const port = { kind: "serial", path, baud: 115_200 } as const;
    const target = { port, profile: "generic-80", isConfigured: true };
    expect(await tryPrinter(target, systemClock)).toMatchObject({
      code: "PRINTER_NO_ANSWER",
      baud: 115_200,
      answersAtBaud: 38_400,
    });
  });

  it("prints one test page, and says so", async () => {
    const { unit, target } = await startPrinter();
    expect(await printTestPage(target, systemClock)).toMatchObject({
      level: "good",
      code: "TEST_PAGE_PRINTED",
    });
    expect(unit.state().slips).toBe(1);
    expect(unit.state().unknownCommands).toEqual([]);
  });

  it("of a profile that is not there is refused by name", async () => {
    const { target } = await startPrinter();
    await expect(tryPrinter({ ...target, profile: "nope" }, systemClock)).rejects.toMatchObject({
      code: "PROFILE_UNKNOWN",
    });
  });
});

describe("a scanner", () => {
  it("is shown live, a wallet's secret without its text", async () => {
    const unit = await createScanner({ aimId: "]Q1" });
    cleanups.push(() => unit.close());
    const { port } = unit.state();
    const target = { setup: setup(port), isConfigured: true };
    expect(await tryScanner(target, systemClock)).toMatchObject({ role: "scanner", code: null });
    await until(() => unit.state().connections === 0);
    const said: string[] = [];
    const parts = { clock: systemClock, say: (line: string) => void said.push(line) };
    const watching = watchScanner(target.setup, 1, parts);
    await until(() => unit.state().connections > 0);
    unit.scan("hello");
    unit.scan(`${"abandon ".repeat(11)}about`);
    expect(await watching).toMatchObject({ level: "good", code: "SCANNED" });
    expect(said).toEqual([
      'scanned unknown, ]Q1, 5 characters: "hello"',
      "scanned wallet-secret, ]Q1, 93 characters: (not shown)",
    ]);
  });

  it("that is silent is told so", async () => {
    const unit = await createScanner();
    cleanups.push(() => unit.close());
    const parts = { clock: systemClock, say: () => {} };
    expect(await watchScanner(setup(unit.state().port), 1, parts)).toMatchObject({
      level: "wrong",
      code: "SCANNED_NOTHING",
    });
  });
});

describe("a display", () => {
  it("gets two lines that a person looks for", async () => {
    const unit = await createDisplay({ language: "cd5220" });
    cleanups.push(() => unit.close());
    const { address } = unit.state();
    const port = tcp(address.kind === "tcp" ? address.port : 0);
    const target = { port, profile: "cd5220", isConfigured: true };
    expect(await tryDisplay(target, systemClock)).toMatchObject({ role: "display", code: null });
    const writing = writeDisplay(target, systemClock, 1_500);
    await until(() => unit.state().rows[0].includes("SATRIEL TEST"));
    expect(unit.state().rows[1]).toBe("12345678     US$9.99");
    expect(await writing).toMatchObject({ level: "look", code: "DISPLAY_WRITTEN" });
  });

  it("that is not there is told so", async () => {
    const target = { port: tcp(9), profile: "cd5220", isConfigured: true };
    expect(await tryDisplay(target, systemClock)).toMatchObject({ code: "TRANSPORT_UNREACHABLE" });
    expect(await writeDisplay(target, systemClock, 100)).toMatchObject({ level: "wrong" });
  });
});

describe("without a configuration", () => {
  const device = (part: Partial<FoundDevice>): FoundDevice => ({
    kind: "hid",
    path: "/dev/hidraw3",
    names: [],
    usb: { vendorId: "0c2e", productId: "0b87", maker: null, model: null, serial: null },
    deviceId: null,
    usage: { page: 0x8c, usage: 2 },
    access: "allowed",
    isSilent: null,
    isNoModem: null,
    ...part,
  });
  const printer = device({
    kind: "printer",
    path: "/dev/usb/lp1",
    names: ["/dev/satriel/printer"],
  });
  const com = device({ kind: "serial", path: "/dev/ttyACM0", usage: null });
  const keys = device({ usage: { page: 1, usage: 6 } });

  it.each([
    ["a printer", [printer], "/dev/satriel/printer", null, null],
    ["a HID POS scanner", [device({})], null, "/dev/hidraw3", "hid-pos"],
    ["a serial scanner", [com], null, "/dev/ttyACM0", "usb-com"],
    ["a scanner in keyboard mode", [keys], null, "/dev/hidraw3", "wedge"],
    ["nothing", [], null, null, null],
  ] as const)("the first that was found is asked: %s", (...row) => {
    const [, devices, printerPort, scannerPort, mode] = row;
    const targets = chooseTargets(null, devices);
    expect(targets.printer && portName(targets.printer.port)).toBe(printerPort);
    expect(targets.scanner && portName(targets.scanner.setup.transport)).toBe(scannerPort);
    expect(targets.scanner?.setup.mode ?? null).toBe(mode);
  });
});

describe("the machine", () => {
  it("is read for rules, ModemManager, clock and configuration", () => {
    const root = folder();
    const look = () => gather({ root, configPath: usualConfig(root), nowMs: 1 });
    expect(look()).toMatchObject({
      config: null,
      facts: {
        machine: { hasRules: false, hasModemManager: false },
        devices: [],
        terminal: { config: { kind: "none" }, journal: null, clock: { isSynchronised: false } },
      },
    });
    const file = (path: string, text: string): void => {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    file("etc/udev/rules.d/70-satriel.rules", "");
    file("proc/812/comm", "ModemManager\n");
    file("run/systemd/timesync/synchronized", "");
    file("etc/satriel/config.json", "{");
    expect(look().facts).toMatchObject({
      machine: { hasRules: true, hasModemManager: true },
      terminal: { config: { kind: "faulty" }, clock: { isSynchronised: true } },
    });
    expect(look().facts.terminal.freeBytes).toBeGreaterThan(0);
  });

  it("tells who holds a port", () => {
    const root = folder();
    const node = join(root, "ttyACM0");
    writeFileSync(node, "");
    for (const [id, name, target] of [
      ["41", "ModemManager", node],
      ["42", "bash", "/dev/null"],
    ] as const) {
      mkdirSync(join(root, "proc", id, "fd"), { recursive: true });
      writeFileSync(join(root, "proc", id, "comm"), `${name}\n`);
      symlinkSync(target, join(root, "proc", id, "fd", "7"));
    }
    expect(holdersOf(node, root)).toEqual(["ModemManager (41)"]);
    expect(holdersOf("/nowhere", root)).toEqual([]);
  });
});

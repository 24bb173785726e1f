import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createScanner, type Scanner } from "../../../hardware/scanner/device.ts";
import {
  hidPosRules,
  terminatedRules,
  wedgeRules,
  type FramingRules,
} from "../../../hardware/scanner/scan.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import { watchPath } from "../../../hardware/transport/watch.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import {
  createScanner as createSimulatedScanner,
  type SimulatedScanner,
} from "../../../sandbox/devices/scanner.ts";
import { realClock, until } from "../support/clock.ts";
import { openTerminals } from "../support/pty-rig.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const RULES = { "usb-com": terminatedRules, "hid-pos": hidPosRules, wedge: wedgeRules } as const;
type Mode = keyof typeof RULES;

/** Hours: only a change below `/dev` brings a connection back. */
const PATIENT = { firstMs: 3_600_000, capMs: 3_600_000 };

const plugInUnit = async (mode: Mode, baud: number) => {
  const folder = mkdtempSync(join(tmpdir(), "scanner-"));
  closers.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "serial", "by-id", "usb-Scanner-if00");
  const unit = await createSimulatedScanner({ mode, aimId: "]Q1", plug: ptyPlug({ path, baud }) });
  closers.push(() => unit.close());
  return { unit, path };
};

interface Desk {
  readonly unit: SimulatedScanner;
  readonly path: string;
  readonly scanner: Scanner;
  readonly scans: string[];
  readonly refused: string[];
  readonly codes: (string | null)[];
}

const listen = (unit: SimulatedScanner, path: string, rules: FramingRules, baud: number): Desk => {
  const scans: string[] = [];
  const refused: string[] = [];
  const codes: (string | null)[] = [];
  const scanner = createScanner({
    open: openSerial({ path, baud }),
    watch: watchPath(path),
    rules: { ...rules, rate: { most: 100, withinMs: 1_000 }, duplicateMs: 0 },
    clock: realClock,
    backoff: PATIENT,
    onScan: ({ text }) => scans.push(text),
    onRefused: (code) => refused.push(code),
    onHealth: ({ code }) => {
      if (codes.at(-1) !== code) codes.push(code);
    },
  });
  closers.push(() => scanner.close());
  return { unit, path, scanner, scans, refused, codes };
};

const isReady = ({ unit, scanner }: Desk): boolean =>
  scanner.health().power === "online" && unit.state().connections === 1;

const start = async (mode: Mode): Promise<Desk> => {
  const { unit, path } = await plugInUnit(mode, 115_200);
  const desk = listen(unit, path, RULES[mode], 115_200);
  await until(() => isReady(desk));
  return desk;
};

const KHQR =
  "00020101021130510016abaakhppxxx@abaa01151250217110334520208ABA Bank520400005303116" +
  "5802KH5913PHSAR COFFEE 6010Phnom Penh6304ABCD";

describe.each(["usb-com", "hid-pos", "wedge"] as const)(
  "a scanner on a serial line, %s",
  (mode) => {
    it("tells each code", async () => {
      const { unit, scans } = await start(mode);
      for (const code of [KHQR, "LNBC1", KHQR]) unit.scan(code);
      await until(() => scans.length === 3);
      expect(scans).toEqual([KHQR, "LNBC1", KHQR]);
    });

    it("comes back whenever it is plugged in, by the folder alone, and leaks nothing", async () => {
      const desk = await start(mode);
      const { unit, scans, scanner, codes } = desk;
      const before = openTerminals();
      for (let round = 0; round < 3; round += 1) {
        unit.noise(Buffer.from("half of a co"));
        unit.unplug();
        await until(() => scanner.health().power === "offline");
        expect(unit.scan("nobody hears this")).toBe(false);
        unit.plugIn();
        await until(() => isReady(desk));
        unit.scan(`code ${round}`);
        await until(() => scans.length === round + 1);
      }
      expect(scans).toEqual(["code 0", "code 1", "code 2"]);
      expect(openTerminals()).toBe(before);
      expect(codes).toContain("TRANSPORT_LOST");
      await scanner.close();
      expect(openTerminals()).toBe(before - 1);
    });
  },
);

describe("a scanner's port", () => {
  it("may come after the terminal was started", async () => {
    const { unit, path } = await plugInUnit("usb-com", 9_600);
    unit.unplug();
    const desk = listen(unit, path, terminatedRules, 9_600);
    await until(() => desk.codes.includes("TRANSPORT_NOT_FOUND"));
    unit.plugIn();
    await until(() => isReady(desk));
    unit.scan("abc");
    await until(() => desk.scans.length === 1);
  });

  it("that another program holds is said to be busy, and taken when the cable was out", async () => {
    const { unit, path } = await plugInUnit("usb-com", 9_600);
    const other = await openSerial({ path, baud: 9_600 })();
    closers.push(() => other.close());
    const desk = listen(unit, path, terminatedRules, 9_600);
    await until(() => desk.codes.includes("TRANSPORT_BUSY"));
    await other.close();
    unit.unplug();
    unit.plugIn();
    await until(() => isReady(desk));
  });

  it.each([
    [115_200, 9_600],
    [9_600, 19_200],
    [38_400, 9_600],
    [57_600, 38_400],
  ])("of %i baud, set to %i, brings no code, and the reason", async (baud, hostBaud) => {
    const { unit, path } = await plugInUnit("usb-com", baud);
    const desk = listen(unit, path, { ...terminatedRules, idleMs: 100 }, hostBaud);
    const { scans, refused, scanner } = desk;
    await until(() => isReady(desk));
    for (let time = 1; time <= 3; time += 1) {
      unit.scan(KHQR);
      await until(() => refused.length + scans.length >= time);
    }
    await until(() => scanner.health().code === "SCANNER_GARBLED");
    expect(scanner.health().power).toBe("online");
    expect(scans).not.toContain(KHQR);
  });

  it("of the right speed again is no longer said to be garbled", async () => {
    const { unit, scans, scanner } = await start("usb-com");
    for (let time = 0; time < 3; time += 1) unit.noise(Uint8Array.of(0, 1, 2, 13));
    await until(() => scanner.health().code === "SCANNER_GARBLED");
    unit.scan("abc");
    await until(() => scans.length === 1);
    expect(scanner.health()).toMatchObject({ code: null, power: "online" });
  });
});

// Every fault of a scanner, from its bytes to the cashier's words: the rows of docs/RELIABILITY.md.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { healthOfScanner } from "../../../hardware/device-model/drivers.ts";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createScanner, type ScannerParts } from "../../../hardware/scanner/device.ts";
import { hidPosRules, terminatedRules } from "../../../hardware/scanner/scan.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import type { OpenTransport } from "../../../hardware/transport/transport.ts";
import { watchPath } from "../../../hardware/transport/watch.ts";
import { createHealth } from "../../../main/app/health/health.ts";
import { tellHealth } from "../../../main/hosts/device-life.ts";
import { deviceWordOf, sentencesOf, wordsOf } from "../../../renderer/words/say.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import {
  createScanner as createSimulatedScanner,
  type SimulatedScanner,
} from "../../../sandbox/devices/scanner.ts";
import { SCANNER_FAULTS } from "../../../scripts/reliability/device-faults.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { realClock, until } from "../support/clock.ts";
import { deviceTextOf } from "../support/device-text.ts";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const KHQR =
  "00020101021130510016abaakhppxxx@abaa01151250217110334520208ABA Bank520400005303116" +
  "5802KH5913PHSAR COFFEE 6010Phnom Penh6304ABCD";

type Row = keyof typeof SCANNER_FAULTS;

/** The speeds of both ends, for a test to change. */
interface Line {
  path: string;
  baud: number;
}

const BAUD = 115_200;
const rules = { ...terminatedRules, idleMs: 100, duplicateMs: 0 };

/** A scanner on a serial port of the system, and the cashier's screen. */
const startDesk = async (parts: Partial<ScannerParts> = {}, isPluggedIn = true) => {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const line: Line = { path: join(folder, "scanner"), baud: BAUD };
  const unit = await createSimulatedScanner({ plug: ptyPlug({ path: line.path, baud: BAUD }) });
  closers.push(() => unit.close());
  if (!isPluggedIn) unit.unplug();
  const health = createHealth(createManualClock().clock);
  const tell = tellHealth(health, "scanner");
  const refused: string[] = [];
  const scans: string[] = [];
  const told: string[] = [];
  const scanner = createScanner({
    open: () => openSerial(line)(),
    watch: watchPath(line.path),
    clock: realClock,
    rules,
    backoff: { firstMs: 20, capMs: 50, graceMs: 0 },
    onScan: ({ text }) => scans.push(text),
    onRefused: (code) => refused.push(code),
    onHealth: (how) => {
      const device = healthOfScanner(how);
      tell(device);
      told.push([device.power, device.code].filter((word) => word !== null).join(" "));
    },
    ...parts,
  });
  closers.push(() => scanner.close());
  const isReady = (): boolean =>
    scanner.health().power === "online" && unit.state().connections === 1;
  const words = (say: "en" | "km"): string =>
    deviceWordOf(wordsOf(say), deviceTextOf(health, "scanner"));
  return { unit, line, scanner, refused, scans, told, isReady, words };
};

type Desk = Awaited<ReturnType<typeof startDesk>>;

interface Trouble {
  readonly desk: Desk;
  readonly mend: () => unknown;
}

const ready = async (parts: Partial<ScannerParts> = {}): Promise<Desk> => {
  const desk = await startDesk(parts);
  await until(desk.isReady);
  return desk;
};

/** A port that does not open for this reason, until it is mended. */
const unopened = (code: string) => async (): Promise<Trouble> => {
  let isMended = false;
  const line = { path: "", baud: BAUD };
  const open: OpenTransport = () =>
    isMended ? openSerial(line)() : Promise.reject(new DeviceFault(code, "it does not open"));
  const desk = await startDesk({ open });
  line.path = desk.line.path;
  const mend = (): void => {
    isMended = true;
  };
  return { desk, mend };
};

/** Something that a scanner sends. */
const sends =
  (send: (unit: SimulatedScanner) => unknown, parts: Partial<ScannerParts> = {}) =>
  async (): Promise<Trouble> => {
    const desk = await ready(parts);
    send(desk.unit);
    return { desk, mend: () => desk.unit.setUp({ aimId: "" }) };
  };

const PLAYS: Readonly<Record<Row, () => Promise<Trouble>>> = {
  absent: async () => {
    const desk = await startDesk({}, false);
    return { desk, mend: () => desk.unit.plugIn() };
  },
  cable: async () => {
    const desk = await ready();
    desk.unit.noise(Buffer.from("half of a co"));
    desk.unit.unplug();
    return { desk, mend: () => desk.unit.plugIn() };
  },
  unsteady: async () => {
    const backoff = { firstMs: 5, capMs: 10, graceMs: 0, flapLosses: 3, flapWaitMs: 300 };
    const desk = await ready({ backoff });
    for (let loss = 1; loss <= 3; loss += 1) {
      await until(desk.isReady);
      desk.unit.unplug();
      await until(() => desk.scanner.health().power === "offline");
      desk.unit.plugIn();
    }
    return { desk, mend: () => {} };
  },
  busy: async () => {
    const desk = await ready();
    // The next one to open the port is another program.
    desk.unit.unplug();
    await until(() => desk.scanner.health().power === "offline");
    const { path } = desk.line;
    desk.line.path = "/dev/serial/by-id/usb-Nothing-if00";
    desk.unit.plugIn();
    const other = await openSerial({ path, baud: BAUD })();
    closers.push(() => other.close());
    desk.line.path = path;
    return { desk, mend: () => other.close() };
  },
  denied: unopened("TRANSPORT_DENIED"),
  baud: async () => {
    const desk = await startDesk();
    desk.unit.unplug();
    await until(() => desk.scanner.health().power === "offline");
    desk.line.baud = 9_600;
    desk.unit.plugIn();
    await until(desk.isReady);
    for (let time = 1; time <= 3; time += 1) {
      desk.unit.scan(KHQR);
      await until(() => desk.refused.length + desk.scans.length >= time);
    }
    const mend = async (): Promise<void> => {
      desk.line.baud = BAUD;
      desk.unit.unplug();
      await until(() => desk.scanner.health().power === "offline");
      desk.unit.plugIn();
    };
    return { desk, mend };
  },
  types: unopened("SCANNER_NOT_INHIBITED"),
  half: sends((unit) => unit.noise(Buffer.from("000201010212"))),
  noise: sends((unit) => unit.noise(Uint8Array.of(0, 1, 7, 27, 13))),
  mode: sends((unit) => unit.noise(Buffer.alloc(64, "000201")), {
    rules: { ...hidPosRules, duplicateMs: 0 },
  }),
  goods: sends((unit) => {
    unit.setUp({ aimId: "]E0" });
    unit.scan("4006381333931");
  }),
  flood: sends((unit) => {
    for (let count = 0; count < 6; count += 1) unit.scan(`code ${count}`);
  }),
  long: sends((unit) => unit.scan(`000201${"0".repeat(507)}`)),
};

describe("a scanner that", () => {
  const rows = Object.entries(SCANNER_FAULTS).map(([name, row]) => ({ name: name as Row, ...row }));

  it.each(rows)("$what", async ({ name, ends, reads, readsKm }) => {
    const { desk, mend } = await PLAYS[name]();
    const { told, refused, words } = desk;
    if (ends.startsWith("refused ")) {
      await until(() => refused.length > 0);
      const [code = ""] = refused;
      expect(`refused ${code}`).toBe(ends);
      const said = (["en", "km"] as const).map(
        (language) => sentencesOf(wordsOf(language), code, null).what,
      );
      expect(said).toEqual([reads, readsKm]);
    } else {
      await until(() => told.at(-1) === ends);
      expect([words("en"), words("km")]).toEqual([reads, readsKm]);
    }
    if (name === "mode") return;
    await mend();
    await until(desk.isReady);
    // A flood is over after a second.
    await until(() => desk.unit.scan(`next ${Math.random()}`) && desk.scans.some(isNext), 10_000);
    await until(() => words("en") === "connected");
  });
});

const isNext = (text: string): boolean => text.startsWith("next ");

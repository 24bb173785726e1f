import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPrinter } from "../../../hardware/printer/device.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import { createPrinter as createSimulatedPrinter } from "../../../sandbox/devices/printer.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { realClock, until } from "../support/clock.ts";
import { patient, short } from "./rig.ts";

const BAUD = 115_200;
const printed = { kind: "done", value: "printed" };

const start = async (hostBaud = BAUD, answerMs = patient.answerMs) => {
  const folder = mkdtempSync(join(tmpdir(), "printer-"));
  const path = join(folder, "serial", "by-id", "usb-Printer-if00");
  const paper = await createSimulatedPrinter({ plug: ptyPlug({ path, baud: BAUD }) });
  const states: string[] = [];
  const printer = createPrinter({
    open: openSerial({ path, baud: hostBaud }),
    profile: loadProfile("generic-80"),
    clock: realClock,
    ids: createFenceIds(0),
    timing: { ...patient, answerMs, baud: hostBaud },
    onJob: ({ state }) => states.push("code" in state ? `${state.kind} ${state.code}` : state.kind),
  });
  onTestFinished(async () => {
    await printer.close();
    await paper.close();
    rmSync(folder, { recursive: true });
  });
  return { paper, printer, states };
};

describe("a printer on a serial port", () => {
  it("proves what it printed, and again after its cable was out", async () => {
    const { paper, printer } = await start();
    expect(await printer.print(short)).toEqual(printed);
    paper.unplug();
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_UNREACHABLE" });
    paper.plugIn();
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(2);
  });

  it("whose paper ends holds the job; whose cable comes out then makes it unknown", async () => {
    const { paper, printer, states } = await start();
    paper.set({ rowsLeft: 20 });
    const first = printer.print(short);
    await until(() => states.includes("held PRINTER_PAPER_OUT"));
    paper.set({ paperOut: false });
    expect(await first).toEqual(printed);
    paper.set({ rowsLeft: 20 });
    states.length = 0;
    const second = printer.print(short);
    await until(() => states.includes("held PRINTER_PAPER_OUT"));
    paper.unplug();
    expect(await second).toEqual({ kind: "unknown", code: "PRINTER_LINK_LOST" });
    expect(paper.papers()).toHaveLength(1);
  });

  it("that is set to another speed does not answer, and prints nothing", async () => {
    const { paper, printer } = await start(9_600, 150);
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_NO_ANSWER" });
    expect(paper.papers()).toEqual([]);
  });
});

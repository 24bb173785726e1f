import { describe, expect, it } from "vitest";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { wireTimeMs, wireWarning } from "../../../hardware/printer/wire-time.ts";
import type { PrinterSwitches } from "../../../sandbox/devices/printer-status.ts";
import { until } from "../support/clock.ts";
import { patient, short, startRig } from "./rig.ts";

const generic = loadProfile("generic-80");
/** What does not answer in the probe is not waited for long. */
const timing = { ...patient, answerMs: 400, probeMs: 400 };

describe("what a job may claim", () => {
  const rows: readonly (readonly [
    string,
    Partial<PrinterSwitches>,
    "process-id" | "in-turn" | "none",
    object,
    string,
  ])[] = [
    ["by its process ID", {}, "process-id", { kind: "done", value: "printed" }, "L3"],
    [
      "by an answer in its turn",
      { withoutProof: true },
      "process-id",
      { kind: "done", value: "processed" },
      "L2",
    ],
    ["no more than is believed", {}, "in-turn", { kind: "done", value: "processed" }, "L2"],
    [
      "nothing without any answer",
      { withoutTurns: true },
      "process-id",
      { kind: "unknown", code: "PRINTER_SENT_ONLY" },
      "L1",
    ],
    ["nothing by its profile", {}, "none", { kind: "unknown", code: "PRINTER_SENT_ONLY" }, "L1"],
  ];
  it.each(rows)("is found out when the printer is: %s", async (...row) => {
    const [, switches, completion, outcome, level] = row;
    const { printer, paper, reports } = await startRig({
      profile: { ...generic, completion },
      timing,
    });
    paper.set(switches);
    expect(printer.facts()).toBeNull();
    expect(await printer.print(short)).toEqual(outcome);
    await until(() => paper.papers().length === 1);
    expect(printer.facts()?.level).toBe(level);
    expect(new Set(reports.map((report) => report.level))).toEqual(new Set([level]));
    // The probe printed nothing.
    expect(paper.papers()[0]?.height).toBe(2 * 34 + 3 * 34 + 24);
    expect(paper.state().unknownCommands).toEqual([]);
  });

  it("is found out once, and again when another unit is at the end of the cable", async () => {
    const { printer, paper, cable } = await startRig({ timing });
    expect(await printer.print(short)).toMatchObject({ value: "printed" });
    const { receivedBytes } = paper.state();
    cable.cut();
    expect(await printer.print(short)).toMatchObject({ value: "printed" });
    // DLE EOT four times, model and serial number, GS a: no process ID was asked for again.
    expect(paper.state().receivedBytes - receivedBytes).toBeLessThan(2 * receivedBytes);
    expect(printer.facts()).toMatchObject({ model: "SANDBOX", serial: "0000000" });
  });

  it("of a unit that cannot be asked is found out all the same", async () => {
    const profile = { ...generic, status: "none" } as const;
    const { printer, paper } = await startRig({ profile, timing });
    expect(await printer.print(short)).toEqual({ kind: "done", value: "printed" });
    paper.set({ paperOut: true });
    const printing = printer.print(short);
    await until(() => paper.state().bufferedBytes > 0);
    paper.set({ paperOut: false });
    expect(await printing).toEqual({ kind: "done", value: "printed" });
  });

  it("names each job, and keeps what it was made of", async () => {
    const { printer, reports, states } = await startRig();
    await printer.print(short);
    await printer.print(short);
    expect(new Set(reports.map(({ id }) => id)).size).toBe(2);
    expect(new Set(reports.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(states()).toEqual(["sending", "fenced", "printed", "sending", "fenced", "printed"]);
  });
});

describe("the cash drawer", () => {
  it("opens in its turn, by the pin of the profile", async () => {
    const { printer, paper } = await startRig();
    const [, outcome] = await Promise.all([printer.print(short), printer.openDrawer()]);
    expect(outcome).toEqual({ kind: "done", value: "printed" });
    expect(paper.state().drawerPulses).toBe(1);
    expect(paper.papers()).toHaveLength(1);
  });

  it("is refused where there is none", async () => {
    const { printer, paper } = await startRig({ profile: { ...generic, drawerPin: null } });
    expect(await printer.openDrawer()).toEqual({ kind: "refused", code: "DRAWER_NOT_CONNECTED" });
    expect(paper.state().receivedBytes).toBe(0);
  });
});

describe("time on the wire", () => {
  it.each([
    [9_224, 9_600, 9_608],
    [100_888, 115_200, 8_758],
    [100_888, 0, 0],
  ])("of %d bytes at %d baud is %d ms", (bytes, baud, ms) => {
    expect(Math.round(wireTimeMs(bytes, baud))).toBe(ms);
  });

  it.each([
    [576, 9_600, true, 105],
    [384, 9_600, true, 70],
    [576, 19_200, true, 53],
  ])("warns of Khmer over %d dots at %d baud", (widthDots, baud, hasRasterText, seconds) => {
    const warning = wireWarning(widthDots, baud, hasRasterText);
    expect(warning?.code).toBe("PRINTER_WIRE_SLOW");
    expect(warning?.message).toContain(`${seconds} s`);
  });

  it.each([
    [38_400, true],
    [115_200, true],
    [0, true],
    [9_600, false],
  ])("does not warn at %d baud, pictures of text: %j", (baud, hasRasterText) => {
    expect(wireWarning(576, baud, hasRasterText)).toBeNull();
  });
});

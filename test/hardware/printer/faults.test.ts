import { describe, expect, it } from "vitest";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import type { SimulatedPrinter } from "../../../sandbox/devices/printer.ts";
import type { PrinterSwitches } from "../../../sandbox/devices/printer-status.ts";
import { until } from "../support/clock.ts";
import { hasty, patient, short, startRig } from "./rig.ts";
import { khmerReceipt } from "./sample-receipts.ts";

/** A proof that does not come is not waited for long. */
const brief = { ...patient, proofMs: 1_000, proofMsPerRow: 0 };
const printed = { kind: "done", value: "printed" };
/** Rows of paper: three lines of feed and the way to the knife, behind two lines of text. */
const SLIP_END = 3 * 34 + 24;
const WHOLE = 2 * 34 + SLIP_END;
const heights = (paper: SimulatedPrinter): readonly number[] =>
  paper.papers().map(({ height }) => height);

describe("a fault before the first byte", () => {
  const rows: readonly (readonly [Partial<PrinterSwitches>, string])[] = [
    [{ paperOut: true }, "PRINTER_PAPER_OUT"],
    [{ coverOpen: true }, "PRINTER_COVER_OPEN"],
    [{ headHot: true }, "PRINTER_OVERHEATED"],
    [{ offline: true }, "PRINTER_OFFLINE"],
  ];
  it.each(rows)("%o refuses the job, and nothing of it ever comes out", async (fault, code) => {
    const { printer, paper, states } = await startRig();
    paper.set(fault);
    expect(await printer.print(short)).toEqual({ kind: "refused", code });
    expect(states()).toEqual([`refused ${code}`]);
    paper.set({ paperOut: false, coverOpen: false, headHot: false, offline: false });
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
  });

  it.each([
    ["TRANSPORT_NOT_FOUND", "PRINTER_UNREACHABLE"],
    ["TRANSPORT_UNREACHABLE", "PRINTER_UNREACHABLE"],
    ["TRANSPORT_DENIED", "TRANSPORT_DENIED"],
    ["TRANSPORT_BUSY", "TRANSPORT_BUSY"],
    ["TRANSPORT_WRONG_KIND", "TRANSPORT_WRONG_KIND"],
  ])("a port that does not open (%s) refuses it too", async (fault, code) => {
    const { printer, cable } = await startRig();
    cable.refuseWith(fault);
    expect(await printer.print(short)).toEqual({ kind: "refused", code });
    expect(await printer.checkHealth()).toEqual({ kind: "trouble", code });
    cable.refuseWith(null);
    expect(await printer.print(short)).toEqual(printed);
  });

  it("a unit that does not answer is not sent anything, and is asked three times", async () => {
    const { printer, paper } = await startRig({ timing: hasty });
    paper.set({ silent: true });
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_NO_ANSWER" });
    // Three times DLE EOT 1, and nothing else.
    expect(paper.state().receivedBytes).toBe(9);
  });
});

describe("the roll", () => {
  it("near its end is told before it ends, and printed on", async () => {
    const { printer, paper, healths } = await startRig();
    paper.set({ rowsLeft: 700 });
    expect(await printer.checkHealth()).toEqual({ kind: "ready", paperNearEnd: true });
    expect(await printer.print(short)).toEqual(printed);
    expect(healths).toContainEqual({ kind: "ready", paperNearEnd: true });
  });

  it.each([20, 60, 80, 100])(
    "that ends after %d rows holds the job, which goes on with the next roll and is printed once",
    async (rowsLeft) => {
      const { printer, paper, healths, states } = await startRig();
      paper.set({ rowsLeft });
      const printing = printer.print(short);
      await until(() => states().includes("held PRINTER_PAPER_OUT"));
      expect(healths.at(-1)).toEqual({ kind: "trouble", code: "PRINTER_PAPER_OUT" });
      paper.set({ paperOut: false });
      expect(await printing).toEqual(printed);
      expect(paper.papers()).toHaveLength(1);
      expect(paper.papers()[0]?.height).toBe(2 * 34 + 3 * 34 + 24);
    },
  );

  it("that ends in the middle of a picture holds it while the printer takes nothing more", async () => {
    const { printer, paper, states } = await startRig();
    paper.set({ rowsLeft: 300 });
    const printing = printer.print(khmerReceipt);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    // Less than the whole went in: the rest waits on this side.
    await until(() => paper.state().bufferedBytes >= 4_096);
    expect(states().at(-1)).toBe("held PRINTER_PAPER_OUT");
    paper.set({ paperOut: false });
    expect(await printing).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
    expect(paper.state().unknownCommands).toEqual([]);
  });

  it("that ended, replaced, and the printer goes off: unknown, and nothing prints by itself", async () => {
    const { printer, paper, states } = await startRig();
    paper.set({ rowsLeft: 20 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    paper.powerCycle();
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_LINK_LOST" });
    paper.set({ paperOut: false });
    expect(await printer.checkHealth()).toEqual({ kind: "ready", paperNearEnd: false });
    // What had come out is cut off, and the rest never comes.
    await until(() => paper.papers().length === 1);
    expect(heights(paper)).toEqual([34 + SLIP_END]);
  });
});

describe("the cover", () => {
  it.each([false, true])(
    "opened in the middle holds the job until it is closed; asks to go on: %j",
    async (waitsToGoOn) => {
      const { printer, paper, states } = await startRig();
      paper.set({ waitsToGoOn, rowsLeft: 40 });
      const printing = printer.print(short);
      await until(() => states().includes("held PRINTER_PAPER_OUT"));
      paper.set({ coverOpen: true });
      await until(() => states().includes("held PRINTER_COVER_OPEN"));
      paper.set({ paperOut: false });
      paper.set({ coverOpen: false });
      expect(await printing).toEqual(printed);
      expect(paper.papers()).toHaveLength(1);
    },
  );

  it("leaves an error of an earlier job, which the next one clears away", async () => {
    const { printer, paper, cable } = await startRig();
    paper.set({ waitsToGoOn: true, rowsLeft: 40 });
    const printing = printer.print(short);
    await until(() => paper.state().switches.paperOut);
    paper.set({ coverOpen: true });
    cable.cut();
    expect((await printing).kind).toBe("unknown");
    paper.set({ paperOut: false, coverOpen: false });
    expect(await printer.checkHealth()).toEqual({ kind: "trouble", code: "PRINTER_FAULT" });
    expect(await printer.print(short)).toEqual(printed);
    // What the first one had left is cut off; the rest of it never came out.
    expect(heights(paper)).toEqual([2 * 34 + SLIP_END, WHOLE]);
  });
});

describe("cutter and head", () => {
  it("a cut that jams is told as printed and not cut, and does not print again", async () => {
    const { printer, paper, healths } = await startRig();
    paper.set({ cutterJammed: true });
    expect(await printer.print(short)).toEqual({ kind: "unknown", code: "PRINTER_CUT_FAILED" });
    expect(healths.at(-1)).toEqual({ kind: "trouble", code: "PRINTER_CUTTER_FAULT" });
    expect(await printer.print(short)).toMatchObject({ kind: "unknown" });
    paper.set({ cutterJammed: false });
    paper.tear();
    expect(await printer.print(short)).toEqual(printed);
  });

  it("on a unit that cannot tell text from cut, the job is held until the cutter is free", async () => {
    const profile = { ...loadProfile("generic-80"), completion: "in-turn" } as const;
    const { printer, paper, states } = await startRig({ profile });
    paper.set({ cutterJammed: true });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_CUTTER_FAULT"));
    paper.set({ coverOpen: true });
    await until(() => states().includes("held PRINTER_COVER_OPEN"));
    paper.set({ cutterJammed: false });
    paper.set({ coverOpen: false });
    expect(await printing).toEqual({ kind: "done", value: "processed" });
    expect(paper.papers()).toHaveLength(1);
  });

  it("a head that is too hot is waited for", async () => {
    const { printer, paper, states } = await startRig();
    paper.set({ rowsLeft: 40 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    paper.set({ paperOut: false, headHot: true });
    await until(() => states().includes("held PRINTER_OVERHEATED"));
    paper.set({ headHot: false });
    expect(await printing).toEqual(printed);
  });
});

describe("cable and power", () => {
  it("a cable that comes out in the middle of a picture: unknown; the next job is whole", async () => {
    const { printer, paper, cable, states } = await startRig();
    expect(await printer.print(short)).toEqual(printed);
    const printing = printer.print(khmerReceipt);
    const before = paper.state().receivedBytes;
    await until(() => paper.state().receivedBytes > before + 3_000);
    cable.cut();
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_LINK_LOST" });
    expect(states().at(-1)).toBe("unknown PRINTER_LINK_LOST");
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.state().unknownCommands).toEqual([]);
    // The half of it hangs above no other receipt.
    expect(paper.papers()).toHaveLength(3);
    expect(paper.papers()[2]?.height).toBe(WHOLE);
  });

  it("a program that ends in the middle of a picture leaves nothing that swallows the next job", async () => {
    const timing = { ...patient, answerMs: 500, probeMs: 1_000 };
    const { printer, paper, cable } = await startRig({ timing });
    const link = await cable.open();
    await link.write(Buffer.from("1b401d76300048008000ffff", "hex"), 1_000);
    await until(() => paper.state().bufferedBytes > 0);
    await link.close();
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.state().unknownCommands).toEqual([]);
  });

  it("a unit that was off while its link stood has lost the job", async () => {
    const { printer, paper, states } = await startRig();
    paper.set({ rowsLeft: 20 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    paper.blink(true);
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_POWER_LOST" });
    paper.set({ paperOut: false });
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(2);
    expect(paper.papers()[1]?.height).toBe(WHOLE);
  });

  it("without a cutter, half a receipt is fed to the tear bar before the next one", async () => {
    const { printer, paper, cable, states } = await startRig({
      profile: { ...loadProfile("generic-80"), cutter: "none" },
    });
    paper.set({ rowsLeft: 40 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    cable.cut();
    expect((await printing).kind).toBe("unknown");
    paper.set({ paperOut: false });
    expect((await printer.checkHealth()).kind).toBe("ready");
    await until(() => paper.state().bufferedBytes === 0);
    paper.tear();
    expect(paper.papers()).toHaveLength(1);
    expect(heights(paper)[0]).toBeGreaterThanOrEqual(2 * 34 + 5 * 34);
  });

  it("one that does not announce it is asked, and does not claim the job", async () => {
    const { printer, paper, states } = await startRig({ timing: brief });
    paper.set({ rowsLeft: 20 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    paper.blink(false);
    paper.set({ paperOut: false });
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_NO_PROOF" });
    expect(paper.papers()).toEqual([]);
  });

  it("off before the job, and on again: the job waits outside and is printed once", async () => {
    const { printer, paper } = await startRig();
    expect(await printer.print(short)).toEqual(printed);
    paper.unplug();
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_UNREACHABLE" });
    paper.plugIn();
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(2);
  });

  it("a unit that takes nothing in counts as offline, and goes on when it does again", async () => {
    const held: string[] = [];
    const { printer, paper } = await startRig({
      timing: { ...patient, writeMs: 500 },
      onJob: ({ state }) => {
        if (state.kind === "sending" && state.partsSent === 2) paper.set({ stuck: true });
        if (state.kind === "held") held.push(state.code);
      },
    });
    expect(await printer.checkHealth()).toEqual({ kind: "ready", paperNearEnd: false });
    const printing = printer.print(khmerReceipt);
    await until(() => held.length > 0);
    expect(held[0]).toBe("PRINTER_OFFLINE");
    paper.set({ stuck: false });
    expect(await printing).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
  });
});

describe("answers", () => {
  it.each([
    ["in single bytes", { byteByByte: true }],
    ["with rubbish around them", { rubbish: true }],
    ["with XOFF and XON inside", { flowMarks: true }],
    ["all of it", { byteByByte: true, rubbish: true, flowMarks: true }],
    ["at the pace of a real head", { slow: true }],
    ["without notices", { withoutNotices: true }],
  ])("that come %s prove as well as others", async (_name, switches) => {
    const { printer, paper } = await startRig({ timing: { ...patient, answerMs: 1_000 } });
    paper.set(switches);
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
    const { noiseCount = 0 } = printer.facts() ?? {};
    expect(noiseCount > 0).toBe("rubbish" in switches);
  });

  it("whose half is lost prove nothing", async () => {
    const { printer, paper } = await startRig({ timing: { ...brief, answerMs: 500 } });
    expect(await printer.print(short)).toEqual(printed);
    paper.set({ halfAnswers: true });
    expect((await printer.print(short)).kind).toBe("unknown");
  });

  it("that stop after the job went out leave it unknown", async () => {
    const { printer, paper, states } = await startRig({ timing: { ...brief, answerMs: 500 } });
    paper.set({ rowsLeft: 20 });
    const printing = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    paper.set({ paperOut: false });
    paper.set({ silent: true });
    expect(await printing).toMatchObject({ kind: "unknown" });
  });
});

describe("a hold", () => {
  it("is given up after its time, and what was left of the job never comes out", async () => {
    const { printer, paper } = await startRig({ timing: { ...patient, holdMs: 80 } });
    paper.set({ rowsLeft: 20 });
    expect(await printer.print(short)).toEqual({ kind: "unknown", code: "PRINTER_PAPER_OUT" });
    paper.set({ paperOut: false });
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.papers()).toHaveLength(2);
    expect(paper.papers()[1]?.height).toBe(WHOLE);
  });

  it("ends with the close", async () => {
    const { printer, paper, states } = await startRig();
    paper.set({ rowsLeft: 20 });
    const printing = printer.print(short);
    const next = printer.print(short);
    await until(() => states().includes("held PRINTER_PAPER_OUT"));
    await printer.close();
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_INTERRUPTED" });
    expect(await next).toEqual({ kind: "refused", code: "PRINTER_CLOSED" });
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createPrinter, type PrinterParts } from "../../../hardware/printer/device.ts";
import type { PrintDocument } from "../../../hardware/printer/document.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import type { PrinterHealth } from "../../../hardware/printer/health.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { openTcp, type TcpAddress } from "../../../hardware/transport/tcp.ts";
import type { Transport } from "../../../hardware/transport/transport.ts";
import {
  createPrinter as createSimulatedPrinter,
  type SimulatedPrinter,
} from "../../../sandbox/devices/printer.ts";
import { realClock, until } from "../support/clock.ts";
import { khmerReceipt } from "./sample-receipts.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const printed = { kind: "done", value: "printed" };
const patient = { answerMs: 5_000, proofMs: 10_000 };
const short: PrintDocument = {
  blocks: [
    { kind: "text", text: "Total 12,000 ៛" },
    { kind: "text", text: "Bye" },
    { kind: "cut" },
  ],
};

const tcpOf = (paper: SimulatedPrinter): TcpAddress => {
  const { address } = paper.state();
  if (address.kind !== "tcp") throw new Error("the printer hangs on TCP here");
  return address;
};

const start = async (parts: Partial<PrinterParts> = {}) => {
  const paper = await createSimulatedPrinter();
  closers.push(() => paper.close());
  const healths: PrinterHealth[] = [];
  const printer = createPrinter({
    open: openTcp(tcpOf(paper)),
    profile: loadProfile("generic-80"),
    clock: realClock,
    ids: createFenceIds(0),
    timing: patient,
    onHealth: (health) => healths.push(health),
    ...parts,
  });
  closers.push(() => printer.close());
  return { paper, printer, healths };
};

/** Sends the status questions on and ends the link at the `count`th write of the job itself. */
const cutAtWrite =
  (host: string, port: number, count: number, code: string) => async (): Promise<Transport> => {
    const inner = await openTcp({ host, port })();
    let writes = 0;
    return {
      source: inner.source,
      close: () => inner.close(),
      async write(bytes, deadlineMs) {
        // Status questions, and the probe's process ID.
        const isQuestion = bytes.length <= 3 || Buffer.from(bytes).includes("prb0");
        if (!isQuestion) writes += 1;
        if (writes >= count) {
          if (code !== "TRANSPORT_CLOSED") await inner.write(bytes.subarray(0, 40), deadlineMs);
          await inner.close();
          throw new DeviceFault(code, "cut by the test");
        }
        await inner.write(bytes, deadlineMs);
      },
    };
  };

describe("a job", () => {
  it("is done once the printer proved it, and lies there cut", async () => {
    const { paper, printer } = await start();
    expect(await printer.print(khmerReceipt)).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
    expect(paper.papers()[0]?.width).toBe(576);
    expect(paper.state().unknownCommands).toEqual([]);
  });

  it("waits for the one before it", async () => {
    const { paper, printer } = await start();
    const outcomes = await Promise.all([
      printer.print(short),
      printer.print(short),
      printer.print(short),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["done", "done", "done"]);
    expect(paper.papers()).toHaveLength(3);
    expect(paper.state().connections).toBe(1);
  });

  it("is refused when too many wait, and after the close", async () => {
    const { printer } = await start();
    const jobs = Array.from({ length: 9 }, () => printer.print(short));
    expect(await jobs[8]).toEqual({ kind: "refused", code: "PRINTER_BUSY" });
    await printer.close();
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_CLOSED" });
    expect((await Promise.all(jobs)).filter(({ kind }) => kind === "done").length).toBeLessThan(9);
  });

  it("is refused for its words before anything is opened", async () => {
    const { printer, paper } = await start();
    expect(await printer.print({ blocks: [{ kind: "text", text: "\u001b@" }] })).toEqual({
      kind: "refused",
      code: "PRINT_CONTROL_CHARACTER",
    });
    expect(paper.state().connections).toBe(0);
  });
});

describe("the look before the first byte", () => {
  it.each([
    [{ paperOut: true }, "PRINTER_PAPER_OUT"],
    [{ coverOpen: true }, "PRINTER_COVER_OPEN"],
    [{ offline: true }, "PRINTER_OFFLINE"],
    [{ silent: true }, "PRINTER_NO_ANSWER"],
  ] as const)("%o refuses, and nothing comes out later", async (switches, code) => {
    const { paper, printer } = await start({
      timing: code === "PRINTER_NO_ANSWER" ? { answerMs: 20 } : patient,
    });
    paper.set(switches);
    expect(await printer.print(short)).toEqual({ kind: "refused", code });
    paper.set({ paperOut: false, coverOpen: false, offline: false, silent: false });
    // What the refused job may have left would come out before the next one.
    const next = createPrinter({
      open: openTcp(tcpOf(paper)),
      profile: loadProfile("generic-80"),
      clock: realClock,
      ids: createFenceIds(100),
      timing: patient,
    });
    closers.push(() => next.close());
    expect((await next.print(short)).kind).toBe("done");
    expect(paper.papers()).toHaveLength(1);
  });

  it("goes on with a roll near its end", async () => {
    const { paper, printer, healths } = await start();
    paper.set({ paperNearEnd: true });
    expect((await printer.print(short)).kind).toBe("done");
    expect(healths).toContainEqual({ kind: "ready", paperNearEnd: true });
  });

  it("finds nobody there", async () => {
    const { paper, printer } = await start();
    await paper.close();
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_UNREACHABLE" });
    expect(await printer.checkHealth()).toEqual({ kind: "trouble", code: "PRINTER_UNREACHABLE" });
  });

  it("replaces a link that ended since the last job", async () => {
    const { paper, printer } = await start();
    expect((await printer.print(short)).kind).toBe("done");
    paper.powerCycle();
    expect((await printer.print(short)).kind).toBe("done");
    expect(paper.papers()).toHaveLength(2);
  });
});

describe("a job without proof", () => {
  it("is unknown, though it may lie there", async () => {
    const { paper, printer } = await start({
      timing: { ...patient, proofMs: 20, proofMsPerRow: 0 },
    });
    expect(await printer.print(short)).toEqual(printed);
    paper.set({ withoutProof: true });
    expect(await printer.print(short)).toEqual({ kind: "unknown", code: "PRINTER_NO_PROOF" });
  });

  it("is always unknown on a unit that cannot prove", async () => {
    const profile = { ...loadProfile("generic-58"), completion: "none" } as const;
    const { paper, printer } = await start({ profile });
    expect(await printer.print(short)).toEqual({ kind: "unknown", code: "PRINTER_SENT_ONLY" });
    expect(paper.state().connections).toBe(1);
  });

  it("is held when the roll ends in it, and done with the next roll", async () => {
    const { paper, printer, healths } = await start({
      timing: { ...patient, proofMs: 50, proofMsPerRow: 0 },
    });
    paper.set({ rowsLeft: 60 });
    const printing = printer.print(short);
    await until(() => healths.some((health) => health.kind === "trouble"));
    expect(healths.at(-1)).toEqual({ kind: "trouble", code: "PRINTER_PAPER_OUT" });
    paper.set({ paperOut: false });
    expect(await printing).toEqual(printed);
    expect(paper.papers()).toHaveLength(1);
  });

  it("tells text on paper from an unproven cut", async () => {
    const { paper, printer } = await start({
      timing: { ...patient, proofMs: 300, proofMsPerRow: 0 },
    });
    // Both lines fit, and the body's fence behind them; the feed before the cut does not.
    paper.set({ rowsLeft: 80 });
    const printing = printer.print(short);
    await until(() => paper.state().switches.paperOut);
    paper.powerCycle();
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_CUT_NOT_PROVEN" });
    expect(paper.papers()).toEqual([]);
  });

  it("is refused while nothing went out, and unknown from the first byte on", async () => {
    for (const [count, code, outcome] of [
      [1, "TRANSPORT_CLOSED", { kind: "refused", code: "PRINTER_UNREACHABLE" }],
      [1, "TRANSPORT_LOST", { kind: "unknown", code: "PRINTER_LINK_LOST" }],
      [3, "TRANSPORT_CLOSED", { kind: "unknown", code: "PRINTER_LINK_LOST" }],
      [3, "TRANSPORT_WRITE_TIMEOUT", { kind: "unknown", code: "PRINTER_LINK_LOST" }],
    ] as const) {
      const paper = await createSimulatedPrinter();
      closers.push(() => paper.close());
      const { host, port } = tcpOf(paper);
      const { printer } = await start({ open: cutAtWrite(host, port, count, code) });
      expect(await printer.print(short)).toEqual(outcome);
    }
  });

  it("does not let the next one be swallowed by a picture that was cut short", async () => {
    const paper = await createSimulatedPrinter();
    closers.push(() => paper.close());
    const { host, port } = tcpOf(paper);
    let opened = 0;
    const { printer } = await start({
      open: () => {
        opened += 1;
        return opened === 1
          ? cutAtWrite(host, port, 3, "TRANSPORT_LOST")()
          : openTcp({ host, port })();
      },
    });
    expect((await printer.print(khmerReceipt)).kind).toBe("unknown");
    expect(await printer.print(short)).toEqual(printed);
    // What there was of the first is a slip of its own.
    expect(paper.papers()).toHaveLength(2);
    expect(paper.state().unknownCommands).toEqual([]);
  });
});

describe("health", () => {
  it("is told by the printer itself while the link stands", async () => {
    const { paper, printer, healths } = await start();
    expect(await printer.checkHealth()).toEqual({ kind: "ready", paperNearEnd: false });
    paper.set({ coverOpen: true });
    await until(() => healths.at(-1)?.kind === "trouble");
    expect(healths.at(-1)).toEqual({ kind: "trouble", code: "PRINTER_COVER_OPEN" });
    paper.set({ coverOpen: false });
    await until(() => healths.at(-1)?.kind === "ready");
    expect(paper.papers()).toEqual([]);
  });
});

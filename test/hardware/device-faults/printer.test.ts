// Every fault of a receipt printer, from its bytes to the cashier's words: the rows of
// docs/RELIABILITY.md.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import type { PrinterParts } from "../../../hardware/printer/device.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import type { PrinterSwitches } from "../../../sandbox/devices/printer-status.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { PRINTER_FAULTS } from "../../../scripts/reliability/device-faults.ts";
import { startCounter, startCounterOver, type Till } from "../printer/counter.ts";
import { hasty, patient, short, type Rig } from "../printer/rig.ts";
import { khmerReceipt } from "../printer/sample-receipts.ts";
import { until } from "../support/clock.ts";

type Row = keyof typeof PRINTER_FAULTS;

/** A till in the middle of a fault. */
interface Trouble {
  readonly till: Rig & Till;
  /** The print under way; none when it has come to its end. */
  readonly printing?: Promise<void>;
  /** Puts it right. */
  readonly mend: () => unknown;
}

type Play = () => Promise<Trouble>;

const profile = loadProfile("generic-80");
const brief = { ...patient, answerMs: 1_000, proofMs: 300, proofMsPerRow: 0 };

/** Wrong before the receipt comes, by a switch. */
const before =
  (set: Partial<PrinterSwitches>, parts: Partial<PrinterParts> = {}): Play =>
  async () => {
    const till = await startCounter(parts);
    const good = till.paper.state().switches;
    till.paper.set(set);
    await till.print();
    return { till, mend: () => till.paper.set(good) };
  };

/** Stopped in the middle by the end of a roll, the one place where every unit stops. */
const stopped = async (parts: Partial<PrinterParts> = {}, rowsLeft = 20) => {
  const till = await startCounter(parts);
  till.paper.set({ rowsLeft });
  const printing = till.print();
  await until(() => till.states().includes("held PRINTER_PAPER_OUT"));
  return { till, printing };
};

/** A port that does not open, for this reason. */
const unopened =
  (code: string): Play =>
  async () => {
    const till = await startCounter();
    till.cable.refuseWith(code);
    await till.print();
    return { till, mend: () => till.cable.refuseWith(null) };
  };

/** Over a real serial port of the system. */
const overPty = async (baud: number, parts: Partial<PrinterParts> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  const path = join(folder, "printer");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const line = { path, baud };
  const cable = {
    open: () => openSerial(line)(),
    plug: ptyPlug({ path, baud: 115_200 }),
  };
  const till = await startCounterOver(cable, { ...parts, timing: { ...patient, ...parts.timing } });
  return { till, path, line };
};

const PLAYS: Readonly<Record<Row, Play>> = {
  "paper-before": before({ paperOut: true }),
  "paper-during": async () => {
    const { till, printing } = await stopped();
    return { till, printing, mend: () => till.paper.set({ paperOut: false }) };
  },
  "paper-never": async () => {
    const { till, printing } = await stopped({ timing: { ...patient, holdMs: 80 } });
    await printing;
    return { till, mend: () => till.paper.set({ paperOut: false }) };
  },
  "paper-after": async () => {
    const till = await startCounter();
    await till.print();
    till.paper.set({ paperOut: true });
    await until(() => till.device()[0] === "out of paper");
    return { till, mend: () => till.paper.set({ paperOut: false }) };
  },
  "paper-low": async () => {
    const till = await startCounter();
    till.paper.set({ rowsLeft: 700 });
    await till.print();
    expect(till.device()[0]).toBe("paper is low");
    return { till, mend: () => till.paper.set({ rowsLeft: null, paperNearEnd: false }) };
  },
  "cover-before": before({ coverOpen: true }),
  "cover-during": async () => {
    const { till, printing } = await stopped();
    till.paper.set({ coverOpen: true });
    await until(() => till.states().at(-1) === "held PRINTER_COVER_OPEN");
    return { till, printing, mend: () => till.paper.set({ paperOut: false, coverOpen: false }) };
  },
  "cutter-told": async () => {
    const till = await startCounter();
    till.paper.set({ cutterJammed: true });
    await till.print();
    expect(till.device()[0]).toBe("cutter jammed");
    const mend = (): void => {
      till.paper.set({ cutterJammed: false });
      till.paper.tear();
    };
    return { till, mend };
  },
  "cutter-held": async () => {
    const till = await startCounter({ profile: { ...profile, completion: "in-turn" } });
    till.paper.set({ cutterJammed: true });
    const printing = till.print();
    await until(() => till.states().includes("held PRINTER_CUTTER_FAULT"));
    const mend = async (): Promise<void> => {
      till.paper.set({ coverOpen: true });
      await until(() => till.states().at(-1) === "held PRINTER_COVER_OPEN");
      till.paper.set({ cutterJammed: false, coverOpen: false });
    };
    return { till, printing, mend };
  },
  "hot-before": before({ headHot: true }),
  "hot-during": async () => {
    const { till, printing } = await stopped();
    till.paper.set({ paperOut: false, headHot: true });
    await until(() => till.states().at(-1) === "held PRINTER_OVERHEATED");
    return { till, printing, mend: () => till.paper.set({ headHot: false }) };
  },
  offline: before({ offline: true }),
  stuck: async () => {
    const till: Till & Rig = await startCounter({
      timing: { ...patient, writeMs: 500 },
      onJob: ({ state }) => {
        const words = "code" in state ? `${state.kind} ${state.code}` : state.kind;
        if (states.at(-1) !== words) states.push(words);
        if (states.length > 2 || state.kind !== "sending" || state.partsSent !== 2) return;
        till.paper.set({ stuck: true });
      },
    });
    const states: string[] = [];
    await till.printer.checkHealth();
    const printing = till.print(khmerReceipt);
    await until(() => states.includes("held PRINTER_OFFLINE"));
    const mend = (): void => till.paper.set({ stuck: false });
    return { till: { ...till, states: () => states }, printing, mend };
  },
  "cable-before": async () => {
    const { till } = await overPty(115_200);
    till.paper.unplug();
    await till.print();
    return { till, mend: () => till.paper.plugIn() };
  },
  "cable-raster": async () => {
    const { till } = await overPty(115_200);
    const printing = till.print(khmerReceipt);
    await until(() => till.paper.state().receivedBytes > 3_000);
    till.paper.unplug();
    await printing;
    return { till, mend: () => till.paper.plugIn() };
  },
  "power-told": async () => {
    const { till, printing } = await stopped();
    till.paper.blink(true);
    await printing;
    return { till, mend: () => till.paper.set({ paperOut: false }) };
  },
  "power-silent": async () => {
    const { till, printing } = await stopped({ timing: brief });
    till.paper.blink(false);
    till.paper.set({ paperOut: false });
    await printing;
    return { till, mend: () => {} };
  },
  "power-cut": async () => {
    const { till, printing } = await stopped({ timing: brief }, 80);
    till.paper.powerCycle();
    await printing;
    return { till, mend: () => till.paper.set({ paperOut: false }) };
  },
  "half-reply": async () => {
    const till = await startCounter({ timing: brief });
    await till.printer.checkHealth();
    till.paper.set({ halfAnswers: true });
    await till.print();
    return { till, mend: () => till.paper.set({ halfAnswers: false }) };
  },
  noise: async () => {
    const till = await startCounter();
    till.paper.set({ rubbish: true });
    await till.print();
    expect(till.printer.facts()?.noiseCount).toBeGreaterThan(0);
    return { till, mend: () => till.paper.set({ rubbish: false }) };
  },
  "bytes-apart": before({ byteByByte: true, flowMarks: true }),
  silent: before({ silent: true }, { timing: hasty }),
  "silent-held": async () => {
    const { till, printing } = await stopped({ timing: { ...patient, answerMs: 300 } });
    const asked = till.paper.state().receivedBytes;
    await until(() => till.paper.state().receivedBytes > asked + 24);
    till.paper.set({ silent: true });
    await until(() => till.states().at(-1) === "held PRINTER_NO_ANSWER");
    const mend = (): void => {
      till.paper.set({ silent: false });
      till.paper.set({ paperOut: false });
    };
    return { till, printing, mend };
  },
  baud: async () => {
    const { till, line } = await overPty(9_600, { timing: { answerMs: 600, baud: 9_600 } });
    await till.print();
    return { till, mend: () => void (line.baud = 115_200) };
  },
  denied: unopened("TRANSPORT_DENIED"),
  busy: async () => {
    const { till, path } = await overPty(115_200);
    const other = await openSerial({ path, baud: 115_200 })();
    onTestFinished(() => other.close());
    await till.print();
    return { till, mend: () => other.close() };
  },
  "wrong-kind": unopened("TRANSPORT_WRONG_KIND"),
};

const IN_KHMER = /\p{Script=Khmer}/u;

describe("a printer that", () => {
  const rows = Object.entries(PRINTER_FAULTS).map(([name, row]) => ({ name: name as Row, ...row }));

  it.each(rows)("$what", async ({ name, ends, reads, readsKm, mended }) => {
    const { till, printing, mend } = await PLAYS[name]();
    expect(till.states().at(-1)).toBe(ends);
    expect(till.reads()).toEqual([reads, readsKm]);
    expect(readsKm).toMatch(IN_KHMER);
    const papers = till.paper.papers().length;
    await mend();
    await printing;
    // The outbox carries out again what was not begun, and nothing that was.
    if (till.reads()[0]?.startsWith("not printed")) await till.print();
    if (mended.startsWith("prints nothing")) {
      expect(till.reads()).toEqual([reads, readsKm]);
    } else {
      expect(till.reads()).toEqual(["printed", "បានបោះពុម្ព"]);
      expect(till.paper.papers()).toHaveLength(1);
    }
    expect(till.paper.papers().length - papers).toBeLessThanOrEqual(1);
    // And the next receipt is a whole one.
    expect(await till.printer.print(short)).toMatchObject({ kind: "done" });
    expect(till.paper.state().unknownCommands).toEqual([]);
  });
});

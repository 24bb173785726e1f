import type { Duplex } from "node:stream";
import { createListeners } from "./listeners.ts";
import type { OpenPlug, PlugAddress } from "./plug.ts";
import { createPrinterEngine } from "./printer-engine.ts";
import { createPrinterPanel, type Wire } from "./printer-panel.ts";
import type { PrinterSwitches } from "./printer-status.ts";
import { createSlipTray, type PaperSlip } from "./slips.ts";
import { listen } from "./tcp-plug.ts";

/** The printer at one moment. */
export interface PrinterState {
  readonly address: PlugAddress;
  readonly switches: PrinterSwitches;
  readonly connections: number;
  readonly isUnplugged: boolean;
  /** Slips since the start, also those no longer kept. */
  readonly slips: number;
  readonly unknownCommands: readonly string[];
  /** Received and not printed yet. */
  readonly bufferedBytes: number;
  /** Received since the start. */
  readonly receivedBytes: number;
  /** Pulses to the cash drawer since the start. */
  readonly drawerPulses: number;
}

/** Where and how it listens. */
export interface PrinterOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Another cable than TCP. */
  readonly plug?: OpenPlug;
  readonly widthDots?: 384 | 576;
  /** Unix time in milliseconds, for the slips. */
  readonly nowMs?: () => number;
}

/** A receipt printer at the end of a cable: TCP, as real network printers have on 9100, or another. */
export interface SimulatedPrinter {
  state(): PrinterState;
  /** The latest slips, oldest first. */
  papers(): readonly PaperSlip[];
  set(switches: Partial<PrinterSwitches>): void;
  /** Tear off what hangs out of a unit without a cutter; nothing when nothing does. */
  tear(): void;
  /** Power cut: links drop, buffers are lost, half a line stays on the paper. */
  powerCycle(): void;
  /**
   * The same behind an interface with its own power: the link stands. A unit that was set up to
   * announces it.
   */
  blink(isAnnounced: boolean): void;
  /** The cable comes out, and with it whatever was under way on it; the unit keeps its power. */
  unplug(): void;
  plugIn(): void;
  /** Hears of every change; the returned function ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const wireOver = (line: Duplex): Wire => {
  // A host that is gone is nothing to a device, and nothing to report.
  line.on("error", () => line.destroy());
  return {
    send: (bytes) => void line.write(bytes),
    hold: () => void line.pause(),
    release: () => void line.resume(),
  };
};

const POWERED_ON = Uint8Array.of(0x3b, 0x31, 0);

/** Starts listening. */
export const createPrinter = async (options: PrinterOptions = {}): Promise<SimulatedPrinter> => {
  const { host = "127.0.0.1", port = 0, widthDots = 576, nowMs = Date.now } = options;
  const listeners = createListeners();
  const tray = createSlipTray(nowMs, listeners.tell);
  const panel = createPrinterPanel(listeners.tell);
  const engine = createPrinterEngine({ widthDots, panel, tray });
  const told = () => ({
    switches: panel.switches(),
    slips: tray.count(),
    unknownCommands: engine.unknownCommands(),
    bufferedBytes: engine.bufferedBytes(),
    drawerPulses: engine.drawerPulses(),
  });
  let isUnplugged = false;
  let receivedBytes = 0;

  const onLine = (line: Duplex): void => {
    const detach = panel.attach(wireOver(line));
    line.on("data", (chunk: Buffer) => {
      receivedBytes += chunk.length;
      engine.receive(chunk);
    });
    line.on("close", () => {
      detach();
      listeners.tell();
    });
    if (panel.switches().stuck) line.pause();
    listeners.tell();
  };
  const openPlug: OpenPlug = options.plug ?? ((take) => listen(host, port, take));
  const plug = await openPlug(onLine);

  const setPlugged = (isPlugged: boolean): void => {
    isUnplugged = !isPlugged;
    plug.refuse(!isPlugged);
    listeners.tell();
  };

  return {
    state: () => ({
      ...told(),
      address: plug.address,
      connections: plug.connections(),
      isUnplugged,
      receivedBytes,
    }),
    papers: () => tray.list(),
    set(switches) {
      const isInTheMiddle = switches.coverOpen === true && engine.isBusy();
      panel.set(switches);
      if (isInTheMiddle && panel.switches().waitsToGoOn) panel.setError("recoverable");
      engine.wake();
    },
    tear: () => engine.tear(),
    powerCycle() {
      plug.hangUp();
      engine.powerCycle();
    },
    blink(isAnnounced) {
      engine.powerCycle();
      if (isAnnounced) panel.answer(POWERED_ON);
    },
    unplug: () => setPlugged(false),
    plugIn: () => setPlugged(true),
    onChange: (listener) => listeners.add(listener),
    async close() {
      await plug.close();
      await engine.stop();
    },
  };
};

import { createListeners } from "./listeners.ts";
import { createPrinterEngine } from "./printer-engine.ts";
import { createPrinterPanel } from "./printer-panel.ts";
import type { PrinterSwitches } from "./printer-status.ts";
import { createSlipTray, type PaperSlip } from "./slips.ts";
import { listen } from "./tcp-plug.ts";

/** The printer at one moment. */
interface PrinterState {
  readonly host: string;
  readonly port: number;
  readonly switches: PrinterSwitches;
  readonly connections: number;
  /** Slips since the start, also those no longer kept. */
  readonly slips: number;
  readonly unknownCommands: readonly string[];
  /** Received and not printed yet. */
  readonly bufferedBytes: number;
}

/** Where and how it listens. */
export interface PrinterOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly widthDots?: 384 | 576;
  /** Unix time in milliseconds, for the slips. */
  readonly nowMs?: () => number;
}

/** A receipt printer on a TCP port, as real network printers have one on 9100. */
export interface SimulatedPrinter {
  state(): PrinterState;
  /** The latest slips, oldest first. */
  papers(): readonly PaperSlip[];
  set(switches: Partial<PrinterSwitches>): void;
  /** Tear off what hangs out of a unit without a cutter; nothing when nothing does. */
  tear(): void;
  /** Power cut: links drop, buffers are lost, half a line stays on the paper. */
  powerCycle(): void;
  /** Hears of every change; the returned function ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Starts listening. */
export const createPrinter = async (options: PrinterOptions = {}): Promise<SimulatedPrinter> => {
  const { host = "127.0.0.1", port = 0, widthDots = 576, nowMs = Date.now } = options;
  const listeners = createListeners();
  const tray = createSlipTray(nowMs, listeners.tell);
  const panel = createPrinterPanel(listeners.tell);
  const engine = createPrinterEngine({ widthDots, panel, tray });

  const plug = await listen(host, port, (socket) => {
    const detach = panel.attach({
      send: (bytes) => void socket.write(bytes),
      hold: () => void socket.pause(),
      release: () => void socket.resume(),
    });
    socket.on("data", (chunk: Buffer) => {
      engine.receive(chunk);
    });
    socket.on("close", () => {
      detach();
      listeners.tell();
    });
    listeners.tell();
  });

  return {
    state: () => ({
      host: plug.host,
      port: plug.port,
      switches: panel.switches(),
      connections: plug.connections(),
      slips: tray.count(),
      unknownCommands: engine.unknownCommands(),
      bufferedBytes: engine.bufferedBytes(),
    }),
    papers: () => tray.list(),
    set(switches) {
      panel.set(switches);
      engine.wake();
    },
    tear() {
      engine.tear();
    },
    powerCycle() {
      plug.hangUp();
      panel.subscribe(0);
      engine.powerCycle();
    },
    onChange: (listener) => listeners.add(listener),
    async close() {
      await plug.close();
      await engine.stop();
    },
  };
};

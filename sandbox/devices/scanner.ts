import type { Duplex } from "node:stream";
import { createListeners } from "./listeners.ts";
import type { OpenPlug, PlugAddress } from "./plug.ts";
import { scannerBytes, type ScannerMode, type ScannerSetup } from "./scanner-bytes.ts";
import { tcpPlug } from "./tcp-plug.ts";

/** The scanner at one moment. */
interface ScannerState {
  readonly address: PlugAddress;
  /** 0 when it hangs on no TCP port. */
  readonly port: number;
  readonly mode: ScannerMode;
  readonly connections: number;
  readonly isUnplugged: boolean;
  /** Codes told to a terminal since the start. */
  readonly scans: number;
}

/** Where it hangs and how it is set up. */
export interface ScannerOptions extends Partial<ScannerSetup> {
  /** Its cable; a TCP port at `host` and `port` when absent. */
  readonly plug?: OpenPlug;
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
}

/** A scanner that sends what a real one in its mode would. */
export interface SimulatedScanner {
  state(): ScannerState;
  /** Hold a code before it. False when no terminal is connected: the code is lost, as on a desk. */
  scan(text: string): boolean;
  /** Any bytes, as from a bad cable. */
  noise(bytes: Uint8Array): boolean;
  /** Program it otherwise, as a configuration bar code does. */
  setUp(setup: Partial<ScannerSetup>): void;
  unplug(): void;
  plugIn(): void;
  /** Hears of every change; the returned function ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** A unit in USB-COM mode that ends each code with CR. */
const FACTORY_SETUP: ScannerSetup = { mode: "usb-com", aimId: "", prefix: "", terminator: "\r" };

/** Plugs it in. Throws what its plug does. */
export const createScanner = async (options: ScannerOptions = {}): Promise<SimulatedScanner> => {
  const { plug: openPlug, host = "127.0.0.1", port = 0, ...asked } = options;
  const listeners = createListeners();
  const lines = new Set<Duplex>();
  let setup: ScannerSetup = { ...FACTORY_SETUP, ...asked };
  let isUnplugged = false;
  let scans = 0;

  const plug = await (openPlug ?? tcpPlug(host, port))((line) => {
    lines.add(line);
    // What a terminal sends to its scanner is nothing to this one.
    line.resume();
    line.on("close", () => {
      lines.delete(line);
      listeners.tell();
    });
    listeners.tell();
  });

  const send = (bytes: Uint8Array): boolean => {
    for (const line of lines) line.write(bytes);
    return lines.size > 0;
  };
  const refuse = (isRefusing: boolean): void => {
    isUnplugged = isRefusing;
    plug.refuse(isRefusing);
    listeners.tell();
  };

  return {
    state: () => ({
      address: plug.address,
      port: plug.address.kind === "tcp" ? plug.address.port : 0,
      mode: setup.mode,
      connections: plug.connections(),
      isUnplugged,
      scans,
    }),
    scan(text) {
      for (const piece of scannerBytes(setup, text)) send(piece);
      const isHeard = lines.size > 0;
      if (isHeard) scans += 1;
      listeners.tell();
      return isHeard;
    },
    noise: send,
    setUp(change) {
      setup = { ...setup, ...change };
      listeners.tell();
    },
    unplug() {
      refuse(true);
    },
    plugIn() {
      refuse(false);
    },
    onChange: (listener) => listeners.add(listener),
    close: () => plug.close(),
  };
};

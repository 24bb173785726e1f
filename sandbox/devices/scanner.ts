import type { Socket } from "node:net";
import { createListeners } from "./listeners.ts";
import { listen } from "./tcp-plug.ts";

/** The scanner at one moment. */
interface ScannerState {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly isUnplugged: boolean;
  /** Codes told to a terminal since the start. */
  readonly scans: number;
}

/** Where it listens and how it is set up. */
export interface ScannerOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** After each code; CR when absent. */
  readonly terminator?: "\r" | "\n" | "\r\n" | "";
  /** Before each code, such as `]Q1`; nothing when absent. */
  readonly aimId?: string;
}

/** A scanner in USB-COM mode, with TCP for its cable. */
export interface SimulatedScanner {
  state(): ScannerState;
  /** Hold a code before it. False when no terminal is connected: the code is lost, as on a desk. */
  scan(text: string): boolean;
  /** Any bytes, as from a bad cable. */
  noise(bytes: Uint8Array): boolean;
  unplug(): void;
  plugIn(): void;
  /** Hears of every change; the returned function ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Starts listening. */
export const createScanner = async (options: ScannerOptions = {}): Promise<SimulatedScanner> => {
  const { host = "127.0.0.1", port = 0, terminator = "\r", aimId = "" } = options;
  const listeners = createListeners();
  const sockets = new Set<Socket>();
  let isUnplugged = false;
  let scans = 0;

  const plug = await listen(host, port, (socket) => {
    sockets.add(socket);
    // What a terminal sends to its scanner is nothing to this one.
    socket.resume();
    socket.on("close", () => {
      sockets.delete(socket);
      listeners.tell();
    });
    listeners.tell();
  });

  const send = (bytes: Uint8Array): boolean => {
    for (const socket of sockets) socket.write(bytes);
    return sockets.size > 0;
  };

  return {
    state: () => ({
      host: plug.host,
      port: plug.port,
      connections: plug.connections(),
      isUnplugged,
      scans,
    }),
    scan(text) {
      const isHeard = send(Buffer.from(aimId + text + terminator, "utf8"));
      if (isHeard) scans += 1;
      listeners.tell();
      return isHeard;
    },
    noise: send,
    unplug() {
      isUnplugged = true;
      plug.refuse(true);
      listeners.tell();
    },
    plugIn() {
      isUnplugged = false;
      plug.refuse(false);
      listeners.tell();
    },
    onChange: (listener) => listeners.add(listener),
    close: () => plug.close(),
  };
};

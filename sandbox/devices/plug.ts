import type { Duplex } from "node:stream";

/**
 * Where a terminal finds a simulated device, in the words of the terminal's own configuration
 * (`devices.*.transport`).
 */
export type PlugAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "serial"; readonly path: string; readonly baud: number };

/** The end of a cable that a simulated device hangs on. */
export interface Plug {
  readonly address: PlugAddress;
  /** Terminals that have it open now. */
  connections(): number;
  /** Drop every connection; new ones are taken. A pty loses and gets its cable. */
  hangUp(): void;
  /** Pull the cable, until `false` plugs it in again. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

/**
 * Begins to take terminals. `onLine` gets a stream each time one opened its end; `close` of the
 * stream tells that it went away, and reading no more from it holds the terminal back.
 */
export type OpenPlug = (onLine: (line: Duplex) => void) => Promise<Plug>;

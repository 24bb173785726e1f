import type { FoundDevice } from "../../../hardware/find/found-device.ts";

/** What came of opening one device and asking it how it is. */
export interface Trial {
  readonly role: "printer" | "scanner" | "display";
  /** The port as it is configured or was found: a path, `host:port`, or USB numbers. */
  readonly port: string;
  /** True when the configuration names it. */
  readonly isConfigured: boolean;
  /** Stable code of what is wrong; null when it works as far as can be asked. */
  readonly code: string | null;
  /** What the unit says it is. */
  readonly model: string | null;
  /** Of a printer: what a job may claim at most. */
  readonly level: "L1" | "L2" | "L3" | null;
  readonly isPaperNearEnd: boolean;
  /** Speed of a serial port, and the one at which the unit answered when that was another. */
  readonly baud: number | null;
  readonly answersAtBaud: number | null;
  /** Bytes that came and were no answer. */
  readonly noiseCount: number;
  /** Programs that hold the port, as far as this user may see. */
  readonly heldBy: readonly string[];
}

/** The terminal's own files and clock. */
export interface TerminalFacts {
  readonly config:
    | { readonly kind: "none" }
    | { readonly kind: "faulty"; readonly message: string }
    | { readonly kind: "good"; readonly path: string };
  /** Null without a configuration. */
  readonly journal: "present" | "absent" | "denied" | null;
  readonly key: "present" | "absent" | "denied" | null;
  /** Room under the journal; null when it is not known. */
  readonly freeBytes: number | null;
  readonly minFreeBytes: number;
  readonly clock: {
    readonly nowMs: number;
    readonly isSynchronised: boolean;
    readonly hasRtc: boolean;
  };
}

/** Everything that is judged. */
export interface Facts {
  readonly machine: {
    /** Whether a rules file of the terminal is where udev looks for it. */
    readonly hasRules: boolean;
    readonly hasModemManager: boolean;
  };
  readonly devices: readonly FoundDevice[];
  readonly trials: readonly Trial[];
  readonly terminal: TerminalFacts;
}

/** One sentence of the doctor. `wrong` keeps something from working; `look` wants a look. */
export interface Finding {
  readonly level: "good" | "look" | "wrong";
  /** Stable, upper case. */
  readonly code: string;
  /** What it is about: a device, a port, a file. */
  readonly about: string;
  readonly what: string;
  /** What to do; null when there is nothing to do. */
  readonly act: string | null;
}

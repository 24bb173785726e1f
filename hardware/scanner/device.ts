import type { DeviceClock } from "../timing.ts";
import { keepConnected, type Backoff, type Link } from "../transport/reconnect.ts";
import {
  emptyFraming,
  idleAtMs,
  passTime,
  rearm,
  restart,
  takeChunk,
  type Framed,
} from "./framing.ts";
import {
  terminatedRules,
  type FramingRules,
  type Scan,
  type ScanEvent,
  type ScanRefusal,
} from "./scan.ts";

/** What the health page shows. */
export interface ScannerHealth {
  readonly power: "connecting" | "online" | "offline" | "closed";
  /**
   * Why the last connection ended or did not come about; `SCANNER_GARBLED` while it stands and what
   * comes over it has made no sense for a while, as with another speed than the unit's.
   */
  readonly code: string | null;
  readonly connections: number;
  readonly scans: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly lastRefusal: ScanRefusal | null;
}

/** What a scanner is made from. */
export interface ScannerParts extends Link {
  readonly clock: DeviceClock;
  /** How the unit is set up; CR or LF after each code when absent. */
  readonly rules?: FramingRules;
  /** For jitter in [0, 1), so that terminals behind one switch do not retry in step. */
  readonly fraction?: () => number;
  readonly backoff?: Partial<Backoff>;
  readonly onScan: (scan: Scan) => void;
  /** A code was shown and not taken. */
  readonly onRefused?: (code: ScanRefusal) => void;
  readonly onHealth?: (health: ScannerHealth) => void;
}

/** One scanner. Connects by itself, for as long as it is not closed. */
export interface Scanner {
  health(): ScannerHealth;
  /** The next sight of the code seen last is a new scan. */
  rearm(): void;
  /** Idempotent. No scan and no health is told after it resolved. */
  close(): Promise<void>;
}

/** What a line sends that is set to another speed, or a unit that is set to another mode. */
const isNonsense = (event: ScanEvent): boolean =>
  event.kind === "refused"
    ? ["SCAN_CONTROL_CHARACTER", "SCAN_INCOMPLETE", "SCAN_GARBLED"].includes(event.code)
    : event.kind === "scan" && event.scan.encoding === "latin1";

/** With so many senseless codes one after another it is not the code. */
const MOST_NONSENSE = 3;

/** Starts at once; faults of the link are told to `onHealth` and never thrown. */
export const createScanner = (parts: ScannerParts): Scanner => {
  const { clock, onScan, onRefused = () => {}, onHealth = () => {} } = parts;
  const { rules = terminatedRules } = parts;
  let framing = emptyFraming;
  let idleTimer: NodeJS.Timeout | undefined;
  let health = notConnected;
  let nonsense = 0;

  const change = (part: Partial<ScannerHealth>): void => {
    health = { ...health, ...part };
    onHealth(health);
  };

  const weigh = (event: ScanEvent): void => {
    nonsense = isNonsense(event) ? nonsense + 1 : 0;
    const code = nonsense >= MOST_NONSENSE ? "SCANNER_GARBLED" : null;
    if (health.code !== code) change({ code });
  };

  const tell = (event: ScanEvent): void => {
    weigh(event);
    switch (event.kind) {
      case "scan":
        change({ scans: health.scans + 1 });
        onScan(event.scan);
        return;
      case "duplicate":
        change({ duplicates: health.duplicates + 1 });
        return;
      case "refused":
        change({ refused: health.refused + 1, lastRefusal: event.code });
        onRefused(event.code);
    }
  };

  const take = (framed: Framed): void => {
    framing = framed.framing;
    for (const event of framed.events) tell(event);
    clearTimeout(idleTimer);
    const dueMs = idleAtMs(framing, rules);
    if (dueMs === null) return;
    const waitMs = Math.max(1, Math.ceil(dueMs - clock.monotonicMs()));
    idleTimer = setTimeout(() => {
      take(passTime(framing, rules, clock.monotonicMs()));
    }, waitMs);
  };

  const link = keepConnected({
    ...parts,
    onOnline() {
      framing = restart(framing);
      nonsense = 0;
      change({ power: "online", code: null, connections: health.connections + 1 });
    },
    onOffline(code) {
      clearTimeout(idleTimer);
      change({ power: "offline", code });
    },
    onChunk(chunk) {
      take(takeChunk(framing, rules, chunk, clock.monotonicMs()));
    },
  });

  return {
    health: () => health,
    rearm() {
      framing = rearm(framing);
    },
    async close() {
      clearTimeout(idleTimer);
      await link.close();
      clearTimeout(idleTimer);
      if (health.power !== "closed") change({ power: "closed", code: null });
    },
  };
};

const notConnected: ScannerHealth = {
  power: "connecting",
  code: null,
  connections: 0,
  scans: 0,
  duplicates: 0,
  refused: 0,
  lastRefusal: null,
};

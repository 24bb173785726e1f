import { isDeviceFault } from "../fault.ts";
import { pause, type DeviceClock } from "../timing.ts";
import type { OpenTransport, Transport } from "./transport.ts";
import type { WatchDevice } from "./watch.ts";

/** Waits between connections: doubled up to the cap, short again once a link was stable. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
  readonly stableMs: number;
  /** So long after a device came, a refusal to open is a matter of time and not told. */
  readonly graceMs: number;
  /** With this many lost links within `flapWithinMs` only every `flapWaitMs` one is tried. */
  readonly flapLosses: number;
  readonly flapWithinMs: number;
  readonly flapWaitMs: number;
}

/** How a device is reached. */
export interface Link {
  readonly open: OpenTransport;
  /** Tells when it is worth trying at once; there is none for a network. */
  readonly watch?: WatchDevice;
}

/** What keeps a connection up. */
export interface ReconnectParts extends Link {
  readonly clock: DeviceClock;
  readonly backoff?: Partial<Backoff>;
  /** For jitter, in [0, 1): terminals behind one switch are not to retry in step. */
  readonly fraction?: () => number;
  readonly onOnline: (link: Transport) => void;
  /**
   * `code`: why the connection ended or did not come about; `TRANSPORT_UNSTEADY` when it was lost
   * too often to be tried at once again.
   */
  readonly onOffline: (code: string) => void;
  readonly onChunk: (chunk: Uint8Array) => void;
}

/** A connection that comes back by itself. */
export interface Reconnecting {
  /** Idempotent; once it resolved, nothing is told any more and nothing is open. */
  close(): Promise<void>;
}

const DEFAULT_BACKOFF: Backoff = {
  firstMs: 250,
  capMs: 5_000,
  stableMs: 10_000,
  graceMs: 2_000,
  flapLosses: 5,
  flapWithinMs: 60_000,
  flapWaitMs: 30_000,
};
const JITTER = 0.2;

/** A watch that is held only while there is no link. */
interface Bell {
  /** From now on a ring counts. */
  arm(): void;
  disarm(): void;
  /** When it last rang. */
  rangAtMs(): number;
  /** Waits for the end of `ms`, of `signal`, or for the next ring. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const createBell = (clock: DeviceClock, watch: WatchDevice | undefined): Bell => {
  let rangAtMs = -Infinity;
  let isUnheard = false;
  let waking: AbortController | undefined;
  let end: (() => void) | undefined;
  return {
    arm() {
      end ??= watch?.(() => {
        rangAtMs = clock.monotonicMs();
        isUnheard = true;
        waking?.abort();
      });
    },
    disarm() {
      end?.();
      end = undefined;
      isUnheard = false;
    },
    rangAtMs: () => rangAtMs,
    async wait(ms, signal) {
      waking = new AbortController();
      if (!isUnheard) await pause(ms, AbortSignal.any([signal, waking.signal]));
      isUnheard = false;
      waking = undefined;
    },
  };
};

/** How long to wait for the next connection. */
interface Waits {
  /** After a connection that began at `startedMs` and ended or did not come about. */
  next(
    startedMs: number,
    wasOnline: boolean,
  ): { readonly waitMs: number; readonly isFlap: boolean };
  /** A device came: short waits again. */
  shorten(): void;
}

const createWaits = (clock: DeviceClock, backoff: Backoff, fraction: () => number): Waits => {
  let waitMs = backoff.firstMs;
  let lossesMs: readonly number[] = [];
  return {
    next(startedMs, wasOnline) {
      const nowMs = clock.monotonicMs();
      if (nowMs - startedMs >= backoff.stableMs) waitMs = backoff.firstMs;
      if (wasOnline) {
        const recent = lossesMs.filter((lossMs) => nowMs - lossMs < backoff.flapWithinMs);
        lossesMs = [...recent, nowMs];
        if (lossesMs.length >= backoff.flapLosses) {
          return { waitMs: backoff.flapWaitMs, isFlap: true };
        }
      }
      const jittered = waitMs * (1 + JITTER * (2 * fraction() - 1));
      waitMs = Math.min(waitMs * 2, backoff.capMs);
      return { waitMs: jittered, isFlap: false };
    },
    shorten() {
      waitMs = backoff.firstMs;
    },
  };
};

/** Connects at once and for ever; faults of the link are told, never thrown. */
export const keepConnected = (parts: ReconnectParts): Reconnecting => {
  const { clock } = parts;
  const backoff = { ...DEFAULT_BACKOFF, ...parts.backoff };
  const waits = createWaits(clock, backoff, parts.fraction ?? ((): number => 0.5));
  const bell = createBell(clock, parts.watch);
  const stopping = new AbortController();
  const { signal } = stopping;
  let transport: Transport | undefined;
  let isOnline = false;

  const readAll = async (link: Transport): Promise<void> => {
    bell.disarm();
    isOnline = true;
    parts.onOnline(link);
    for await (const chunk of link.source) {
      if (signal.aborted) return;
      parts.onChunk(chunk);
    }
  };

  /** One connection from its opening to its end; the reason of the end. */
  const connectOnce = async (): Promise<string> => {
    isOnline = false;
    try {
      transport = await parts.open();
      if (!signal.aborted) await readAll(transport);
      return "TRANSPORT_LOST";
    } catch (error) {
      if (isDeviceFault(error)) return error.code;
      throw error;
    } finally {
      await transport?.close();
      transport = undefined;
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      // Before the look: a device that comes right after it is not to be missed.
      bell.arm();
      const code = await connectOnce();
      if (signal.aborted) break;
      bell.arm();
      const isSettling = !isOnline && clock.monotonicMs() - bell.rangAtMs() < backoff.graceMs;
      if (isSettling) waits.shorten();
      const { waitMs, isFlap } = waits.next(startedMs, isOnline);
      if (!isSettling) parts.onOffline(isFlap ? "TRANSPORT_UNSTEADY" : code);
      // A cable that comes and goes rings all the time.
      await (isFlap ? pause(waitMs, signal) : bell.wait(waitMs, signal));
    }
    bell.disarm();
  };
  const running = run();

  return {
    async close() {
      stopping.abort();
      await transport?.close();
      await running;
    },
  };
};

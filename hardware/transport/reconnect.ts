import { isDeviceFault } from "../fault.ts";
import { pause, type DeviceClock } from "../timing.ts";
import type { OpenTransport, Transport } from "./transport.ts";

/** Waits between connections: doubled up to the cap, short again once a link was stable. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
  readonly stableMs: number;
}

/** What keeps a connection up. */
export interface ReconnectParts {
  readonly open: OpenTransport;
  readonly clock: DeviceClock;
  readonly backoff?: Partial<Backoff>;
  /** For jitter, in [0, 1): terminals behind one switch are not to retry in step. */
  readonly fraction?: () => number;
  readonly onOnline: () => void;
  /** `code`: why the connection ended or did not come about. */
  readonly onOffline: (code: string) => void;
  readonly onChunk: (chunk: Uint8Array) => void;
}

/** A connection that comes back by itself. */
export interface Reconnecting {
  /** Idempotent; once it resolved, nothing is told any more and nothing is open. */
  close(): Promise<void>;
}

const DEFAULT_BACKOFF: Backoff = { firstMs: 250, capMs: 5_000, stableMs: 10_000 };
const JITTER = 0.2;

/** Connects at once and for ever; faults of the link are told, never thrown. */
export const keepConnected = (parts: ReconnectParts): Reconnecting => {
  const { clock } = parts;
  const backoff = { ...DEFAULT_BACKOFF, ...parts.backoff };
  const fraction = parts.fraction ?? ((): number => 0.5);
  const stopping = new AbortController();
  const { signal } = stopping;
  let transport: Transport | undefined;

  const readAll = async (link: Transport): Promise<void> => {
    parts.onOnline();
    for await (const chunk of link.source) {
      if (signal.aborted) return;
      parts.onChunk(chunk);
    }
  };

  /** One connection from its opening to its end; the reason of the end. */
  const connectOnce = async (): Promise<string> => {
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
    let waitMs = backoff.firstMs;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      const code = await connectOnce();
      if (signal.aborted) return;
      parts.onOffline(code);
      if (clock.monotonicMs() - startedMs >= backoff.stableMs) waitMs = backoff.firstMs;
      await pause(waitMs * (1 + JITTER * (2 * fraction() - 1)), signal);
      waitMs = Math.min(waitMs * 2, backoff.capMs);
    }
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

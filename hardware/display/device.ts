import { closedHealth, unlinkedHealth, type DeviceHealth } from "../device-model/health.ts";
import { isDeviceFault } from "../fault.ts";
import { pause, type DeviceClock } from "../timing.ts";
import { keepConnected, type Backoff } from "../transport/reconnect.ts";
import type { OpenTransport } from "../transport/transport.ts";
import type { WatchDevice } from "../transport/watch.ts";
import { codecOf } from "./codec.ts";
import { blankGlass, type Glass } from "./glass.ts";
import { createOutputs, type DisplayOutput, type Outputs } from "./outputs.ts";
import type { DisplayProfile } from "./profile.ts";
import {
  onWireMs,
  startDisplaySession,
  type DisplaySession,
  type SessionTiming,
} from "./session.ts";

/** What the health page shows. */
export interface DisplayHealth extends DeviceHealth {
  readonly connections: number;
  /** Writes that left for the display. */
  readonly writes: number;
}

/** Waits, in milliseconds. */
export interface DisplayTiming extends SessionTiming {
  /** Least time between two writes; a slow wire takes longer by itself. */
  readonly paceMs: number;
  /** The same text again after this: a display that lost its power does not tell. */
  readonly refreshMs: number;
  /** The same, while the display refuses or does not answer. */
  readonly retryMs: number;
  /** For the last write, which clears the glass. */
  readonly clearMs: number;
}

/** What a display is made from. */
export interface DisplayParts {
  readonly open: OpenTransport;
  readonly profile: DisplayProfile;
  readonly clock: DeviceClock;
  /** For jitter in [0, 1). */
  readonly fraction?: () => number;
  readonly backoff?: Partial<Backoff>;
  /** Tells when it is worth trying to connect at once; by time only when absent. */
  readonly watch?: WatchDevice;
  readonly timing?: Partial<DisplayTiming>;
  readonly onHealth?: (health: DisplayHealth) => void;
}

/** One customer display. Connects by itself, for as long as it is not closed. */
export interface Display {
  /**
   * Put this on the glass, at once or when the display is back; the newest text wins. Never waits.
   * Throws a `DeviceFault` `DISPLAY_TEXT_INVALID` for a glass that `layOut` would not make.
   */
  show(glass: Glass): DisplayOutput;
  health(): DisplayHealth;
  /** Idempotent. Clears the glass where that can be done at once. */
  close(): Promise<void>;
}

// Five updates a second is what a display at 9600 baud follows.
const DEFAULT_TIMING: DisplayTiming = {
  paceMs: 200,
  writeMs: 2_000,
  answerMs: 500,
  refreshMs: 30_000,
  retryMs: 5_000,
  clearMs: 500,
};

/** Health that is kept and told whenever it changes. */
interface HealthKeeper {
  now(): DisplayHealth;
  change(part: Partial<DisplayHealth>): void;
}

const createHealthKeeper = (onHealth: (health: DisplayHealth) => void): HealthKeeper => {
  let health: DisplayHealth = { ...closedHealth, state: "idle", connections: 0, writes: 0 };
  return {
    now: () => health,
    change(part) {
      health = { ...health, ...part };
      onHealth(health);
    },
  };
};

/** A sleep that can be ended from outside. */
interface Rest {
  wake(): void;
  take(ms: number): Promise<void>;
}

const createRest = (): Rest => {
  let wake = (): void => {};
  return {
    wake: () => {
      wake();
    },
    take: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          wake();
        }, ms);
        wake = (): void => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};

/** What the links and the writer of one display share. */
interface Desk {
  readonly parts: DisplayParts;
  readonly timing: DisplayTiming;
  readonly outputs: Outputs;
  readonly health: HealthKeeper;
  readonly rest: Rest;
  readonly stopping: AbortController;
  session: DisplaySession | undefined;
  /** Why the last write failed, which says more than that the link is over. */
  writeFault: string | null;
}

/** One write. The session is given up when the write fails; its text stays. */
const writeNewest = async (desk: Desk, session: DisplaySession): Promise<void> => {
  const { outputs, health, timing, parts } = desk;
  const taken = outputs.take();
  const bytes = taken.sending.bytes.length;
  if (health.now().state !== "error") health.change({ state: "busy" });
  try {
    const verdict = await session.deliver(taken.sending);
    if (desk.session !== session) {
      outputs.putBack(taken);
      return;
    }
    taken.end(verdict);
    const isBad = verdict === "refused" || verdict === "unanswered";
    health.change({
      power: isBad ? "offline" : "online",
      state: isBad ? "error" : "idle",
      code: session.codeAfter(verdict),
      writes: health.now().writes + 1,
    });
  } catch (error) {
    if (!isDeviceFault(error)) throw error;
    outputs.putBack(taken);
    if (desk.session === session) {
      desk.session = undefined;
      desk.writeFault = error.code;
    }
    await session.close();
    return;
  }
  const wireMs = onWireMs(bytes, parts.profile.baud);
  await pause(Math.max(timing.paceMs, wireMs), desk.stopping.signal);
};

const keepWriting = async (desk: Desk): Promise<void> => {
  const { signal } = desk.stopping;
  const { timing, health } = desk;
  while (!signal.aborted) {
    const { session } = desk;
    if (session !== undefined) await writeNewest(desk, session);
    // A text or a link that came meanwhile is not left waiting.
    const isNews =
      desk.session !== undefined && (desk.session !== session || desk.outputs.isPending());
    if (isNews || signal.aborted) continue;
    await desk.rest.take(health.now().state === "error" ? timing.retryMs : timing.refreshMs);
  }
};

const connect = (desk: Desk): { close(): Promise<void> } => {
  const { parts, health } = desk;
  return keepConnected({
    ...parts,
    onOnline(link) {
      desk.session = startDisplaySession(link, parts.profile, desk.timing);
      desk.writeFault = null;
      const connections = health.now().connections + 1;
      health.change({ power: "online", state: "idle", code: null, connections });
      desk.rest.wake();
    },
    onOffline(code) {
      const ended = desk.session;
      desk.session = undefined;
      ended?.endWait();
      const why = code === "TRANSPORT_UNSTEADY" ? code : (desk.writeFault ?? code);
      health.change(unlinkedHealth(why));
    },
    onChunk(chunk) {
      desk.session?.take(chunk);
    },
  });
};

/** Starts at once; faults of the link are told to `onHealth` and never thrown. */
export const createDisplay = (parts: DisplayParts): Display => {
  const { profile } = parts;
  const codec = codecOf(profile.protocol);
  const blank = codec.show(blankGlass, profile.charset);
  const desk: Desk = {
    parts,
    timing: { ...DEFAULT_TIMING, ...parts.timing },
    outputs: createOutputs(blank),
    health: createHealthKeeper(parts.onHealth ?? (() => {})),
    rest: createRest(),
    stopping: new AbortController(),
    session: undefined,
    writeFault: null,
  };
  const connection = connect(desk);
  const writing = keepWriting(desk);
  let closing: Promise<void> | undefined;

  /** Nobody is left to change what it says: an amount must not stay on the glass. */
  const clear = async (): Promise<void> => {
    try {
      await desk.session?.post(blank, desk.timing.clearMs);
    } catch (error) {
      if (!isDeviceFault(error)) throw error;
    }
  };

  const close = async (): Promise<void> => {
    desk.stopping.abort();
    desk.rest.wake();
    desk.session?.endWait();
    const waiting = new AbortController();
    const inTime = pause(desk.timing.clearMs, waiting.signal).then(() => false);
    // A write that hangs is not waited for, and nothing can be cleared behind it.
    const isFree = await Promise.race([writing.then(() => true), inTime]);
    waiting.abort();
    if (isFree) await clear();
    await connection.close();
    await writing;
    desk.outputs.close();
    desk.health.change(closedHealth);
  };

  return {
    show(glass) {
      const output = desk.outputs.put(codec.show(glass, profile.charset));
      desk.rest.wake();
      return output;
    },
    health: () => desk.health.now(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};

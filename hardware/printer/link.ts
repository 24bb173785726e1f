import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { OpenTransport } from "../transport/transport.ts";
import {
  createCapabilityProbe,
  type CapabilityProbe,
  type PrinterCapabilities,
} from "./capabilities.ts";
import { dropAndRecover } from "./commands.ts";
import { canBeCleared } from "./condition.ts";
import { cutLoose } from "./cutting.ts";
import { healthOf, presumedReady, type PrinterHealth } from "./health.ts";
import type { PrinterProfile } from "./profile.ts";
import { startSession, type PrinterSession, type PrinterTiming } from "./session.ts";

/** What a link is made from. */
export interface LinkParts {
  readonly open: OpenTransport;
  readonly profile: PrinterProfile;
  readonly clock: DeviceClock;
  readonly timing: PrinterTiming;
  readonly onHealth: (health: PrinterHealth) => void;
}

/** A printer that answered just now. */
export interface Reached {
  readonly session: PrinterSession;
  readonly health: PrinterHealth;
  /** Of a printer that is ready; one that is not cannot be asked. */
  readonly capabilities: PrinterCapabilities | null;
}

/** The way to one printer: opened when needed, kept, and opened afresh after a loss. */
export interface PrinterLink {
  /**
   * Asks the printer how it is, and at a new link what it can. A kept connection that went stale is
   * replaced once. For a job, an error that is over is cleared away. Throws a `DeviceFault`: a
   * transport's, or `PRINTER_NO_ANSWER`.
   */
  reach(purpose: "job" | "look"): Promise<Reached>;
  /**
   * A job stopped inside a command: whoever comes next first empties the printer, and parts what
   * was printed of that job from what follows.
   */
  markCutShort(): void;
  /** What is known of the unit; `null` before it was ever ready. */
  readonly probe: Pick<CapabilityProbe, "known" | "forget">;
  /** Bytes that were no reply, over all links. */
  noiseCount(): number;
  drop(): Promise<void>;
}

const examine = async (
  session: PrinterSession,
  purpose: "job" | "look",
): Promise<PrinterHealth> => {
  const condition = await session.ask();
  if (purpose === "look" || !canBeCleared(condition)) return healthOf(condition);
  await session.write(dropAndRecover());
  return healthOf(await session.ask());
};

/** Not connected yet. */
export const createPrinterLink = (parts: LinkParts): PrinterLink => {
  const { open, profile, clock, timing, onHealth } = parts;
  const canAsk = profile.status === "dle-eot";
  const probe = createCapabilityProbe(profile, timing);
  let live: PrinterSession | undefined;
  /** The session that was asked to tell of changes. */
  let subscribed: PrinterSession | undefined;
  let isCutShort = false;
  let noiseBefore = 0;

  const drop = async (): Promise<void> => {
    const dropped = live;
    live = undefined;
    noiseBefore += dropped?.noiseCount() ?? 0;
    await dropped?.close();
  };

  /** A unit that was switched on since has forgotten what it was asked for, so it gets a new link. */
  const isKept = (): boolean => live?.isAlive() === true && !live.wasSwitchedOn();

  const connected = async (): Promise<PrinterSession> => {
    if (live !== undefined && isKept()) return live;
    await drop();
    live = startSession(await open(), clock, timing, (condition) => {
      onHealth(healthOf(condition));
    });
    return live;
  };

  /** Once a link, and after anything that empties the printer: that would take it away again. */
  const subscribe = async (session: PrinterSession, isReady: boolean): Promise<void> => {
    if (!canAsk || subscribed === session) return;
    await session.subscribe(isReady);
    subscribed = session;
  };

  const reachOnce = async (purpose: "job" | "look"): Promise<Reached> => {
    try {
      const session = await connected();
      const health = canAsk ? await examine(session, purpose) : presumedReady;
      if (health.kind === "trouble") {
        await subscribe(session, false);
        return { session, health, capabilities: null };
      }
      if (isCutShort) {
        await session.recover();
        await session.write(cutLoose(profile.cutter));
      }
      isCutShort = false;
      const capabilities = await probe.of(session);
      await subscribe(session, true);
      return { session, health, capabilities };
    } catch (error) {
      await drop();
      throw error;
    }
  };

  return {
    async reach(purpose) {
      const wasKept = live !== undefined;
      try {
        return await reachOnce(purpose);
      } catch (error) {
        if (!wasKept || !isDeviceFault(error)) throw error;
        return reachOnce(purpose);
      }
    },
    markCutShort() {
      isCutShort = true;
    },
    probe,
    noiseCount: () => noiseBefore + (live?.noiseCount() ?? 0),
    drop,
  };
};

import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { OpenTransport } from "../transport/transport.ts";
import { troubleOf, type PrinterCondition } from "./condition.ts";
import type { PrinterProfile } from "./profile.ts";
import { startSession, type PrinterSession, type PrinterTiming } from "./session.ts";

/** What the health page shows. `code` is a reason when the printer cannot print. */
export type PrinterHealth =
  | { readonly kind: "ready"; readonly paperNearEnd: boolean }
  | { readonly kind: "trouble"; readonly code: string };

/** What a link is made from. */
export interface LinkParts {
  readonly open: OpenTransport;
  readonly profile: PrinterProfile;
  readonly clock: DeviceClock;
  readonly timing: PrinterTiming;
  readonly onHealth: (health: PrinterHealth) => void;
}

/** A printer that answered just now. */
interface Reached {
  readonly session: PrinterSession;
  readonly health: PrinterHealth;
}

/** The way to one printer: opened when needed, kept, and opened afresh after a loss. */
export interface PrinterLink {
  /**
   * Asks the printer how it is. A kept connection that went stale is replaced once. Throws a
   * `DeviceFault`: a transport's, or `PRINTER_NO_ANSWER`.
   */
  reach(): Promise<Reached>;
  drop(): Promise<void>;
}

const healthOf = (condition: PrinterCondition): PrinterHealth => {
  const code = troubleOf(condition);
  return code === null
    ? { kind: "ready", paperNearEnd: condition.paperNearEnd }
    : { kind: "trouble", code };
};

/** Not connected yet. */
export const createPrinterLink = (parts: LinkParts): PrinterLink => {
  const { open, profile, clock, timing, onHealth } = parts;
  const canAsk = profile.status === "dle-eot";
  let session: PrinterSession | undefined;

  const drop = async (): Promise<void> => {
    const dropped = session;
    session = undefined;
    await dropped?.close();
  };

  const connected = async (): Promise<PrinterSession> => {
    if (session?.isAlive() === true) return session;
    await drop();
    const fresh = startSession(await open(), clock, timing, (condition) => {
      onHealth(healthOf(condition));
    });
    session = fresh;
    if (canAsk) await fresh.subscribe();
    return fresh;
  };

  const reachOnce = async (): Promise<Reached> => {
    try {
      const live = await connected();
      const health: PrinterHealth = canAsk
        ? healthOf(await live.ask())
        : { kind: "ready", paperNearEnd: false };
      return { session: live, health };
    } catch (error) {
      await drop();
      throw error;
    }
  };

  return {
    async reach() {
      const wasKept = session !== undefined;
      try {
        return await reachOnce();
      } catch (error) {
        if (!wasKept || !isDeviceFault(error)) throw error;
        return reachOnce();
      }
    },
    drop,
  };
};

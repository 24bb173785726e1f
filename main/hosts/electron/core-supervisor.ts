import type { Log } from "../../ports/log.ts";
import type { FromCore, Schedule, ToCore } from "./ports.ts";

/** How long after its end a core process is started anew. */
const RESTART_DELAY_MS = 1_000;
/** How long the core may take to close its files before it is ended. */
const SHUT_DOWN_MS = 10_000;

/** The core process as its supervisor needs it: Electron's `UtilityProcess`. */
export interface CoreChild {
  postMessage(message: ToCore, ports: never[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "exit", listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** Keeps one core process running. */
export interface CoreSupervisor {
  /** Ask the core to close and wait until it has ended, by force if need be. */
  stop(): Promise<void>;
}

const isReady = (message: unknown): message is FromCore =>
  typeof message === "object" && message !== null && "type" in message && message.type === "ready";

/**
 * Start the core process and start it again when it ends: swaps recover from the journal. A core
 * that ends before it was ever ready cannot work as configured: `onUnable` hears its exit code
 * and nothing is tried again.
 */
export const superviseCore = <Child extends CoreChild>(options: {
  readonly fork: () => Child;
  readonly schedule: Schedule;
  readonly log: Log;
  readonly onReady: (child: Child) => void;
  readonly onGone: () => void;
  readonly onUnable: (exitCode: number) => void;
}): CoreSupervisor => {
  let child: Child | null = null;
  let wasReady = false;
  let stopping = false;
  let onStopped = () => {};

  const start = () => {
    if (stopping) return;
    const current = options.fork();
    child = current;
    current.on("message", (message) => {
      if (!isReady(message)) return;
      wasReady = true;
      options.onReady(current);
    });
    current.on("exit", (code) => {
      child = null;
      options.onGone();
      if (stopping) return onStopped();
      options.log.error({ code: "CORE_ENDED", exitCode: code }, "the core process ended");
      if (wasReady) options.schedule(RESTART_DELAY_MS, start);
      else options.onUnable(code);
    });
  };

  start();
  return {
    stop: async () => {
      stopping = true;
      const last = child;
      if (last === null) return;
      await new Promise<void>((resolve) => {
        onStopped = resolve;
        last.postMessage({ type: "shut-down" }, []);
        options.schedule(SHUT_DOWN_MS, () => last.kill());
      });
    },
  };
};

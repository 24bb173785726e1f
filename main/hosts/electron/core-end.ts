import { createBridge, type Bridge, type BridgeCore } from "../../bridge/dispatch.ts";
import { ROLES } from "../../bridge/contract.ts";
import type { Log } from "../../ports/log.ts";
import { bridgeFaultLog } from "../bridge-fault-log.ts";
import type { Port, ToCore } from "./ports.ts";

/** The core process's way to the main process: Electron's `process.parentPort`. */
export interface ParentPort {
  on(
    event: "message",
    listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void,
  ): unknown;
}

const isToCore = (message: unknown): message is ToCore => {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  if (message.type === "shut-down") return true;
  return (
    message.type === "screen-opened" && "role" in message && ROLES.some((r) => r === message.role)
  );
};

const connectPort = (bridge: Bridge, role: (typeof ROLES)[number], port: Port) => {
  const connection = bridge.connect({
    role,
    send: (message) => port.postMessage(message),
    onClosed: () => port.close(),
  });
  port.on("message", ({ data }) => connection.receive(data));
  port.on("close", () => connection.close());
  port.start();
};

/**
 * Serve the screens that the main process hands over, one port each; `onShutDown` runs once when
 * the main process asks for the end. Messages of another shape are logged and dropped.
 */
export const serveScreens = (options: {
  readonly core: BridgeCore;
  readonly parent: ParentPort;
  readonly log: Log;
  readonly onShutDown: () => void;
}): void => {
  const bridge = createBridge({ core: options.core, onFault: bridgeFaultLog(options.log) });
  options.parent.on("message", ({ data, ports }) => {
    const [port] = ports;
    if (isToCore(data) && data.type === "shut-down") return options.onShutDown();
    if (isToCore(data) && data.type === "screen-opened" && port !== undefined) {
      return connectPort(bridge, data.role, port);
    }
    options.log.warn({ code: "MAIN_MESSAGE_UNKNOWN" }, "the main process said something else");
  });
};

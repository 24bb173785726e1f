import type { RawData, WebSocket } from "ws";
import type { CoreMessage, Role } from "../../bridge/contract.ts";
import type { Bridge } from "../../bridge/dispatch.ts";

/** Close codes of RFC 6455, section 7.4.1. */
const CLOSE = { unsupportedData: 1003, policy: 1008, overload: 1013 } as const;

/** Answers waiting for a screen that has stopped reading; past this it is cut off. */
const MAX_WAITING_ACKS = 64;

/**
 * Carries messages to one socket without piling up: a snapshot goes out when the one before has
 * left, and of those that came meanwhile only the latest does. Answers are never dropped.
 */
const createOutlet = (socket: WebSocket, onFlushFailed: (cause: Error) => void) => {
  let snapshotOnItsWay = false;
  let latest: CoreMessage | null = null;
  let acksOnTheirWay = 0;

  const write = (message: CoreMessage, onLeft: () => void) => {
    socket.send(JSON.stringify(message), (cause) => {
      if (cause) onFlushFailed(cause);
      else onLeft();
    });
  };
  const writeSnapshot = (message: CoreMessage) => {
    snapshotOnItsWay = true;
    write(message, () => {
      snapshotOnItsWay = false;
      const next = latest;
      latest = null;
      if (next !== null) writeSnapshot(next);
    });
  };
  return (message: CoreMessage) => {
    if (socket.readyState !== socket.OPEN) return;
    if (message.type === "snapshot") {
      if (snapshotOnItsWay) latest = message;
      else writeSnapshot(message);
      return;
    }
    if (acksOnTheirWay >= MAX_WAITING_ACKS) return socket.close(CLOSE.overload);
    acksOnTheirWay += 1;
    write(message, () => {
      acksOnTheirWay -= 1;
    });
  };
};

const parse = (data: RawData): unknown => {
  try {
    return Buffer.isBuffer(data) ? (JSON.parse(data.toString("utf8")) as unknown) : null;
  } catch {
    // Not JSON is a message like any other that cannot be read: the bridge judges it.
    return null;
  }
};

/** Join one admitted socket to the bridge. `onFault` hears of sockets that failed. */
export const connectSocket = (
  bridge: Bridge,
  role: Role,
  socket: WebSocket,
  onFault: (cause: Error) => void,
): void => {
  socket.on("error", onFault);
  const connection = bridge.connect({
    role,
    send: createOutlet(socket, (cause) => {
      if (socket.readyState === socket.OPEN) onFault(cause);
    }),
    onClosed: () => socket.close(CLOSE.policy),
  });
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.close(CLOSE.unsupportedData);
    else connection.receive(parse(data));
  });
  socket.on("close", () => connection.close());
};

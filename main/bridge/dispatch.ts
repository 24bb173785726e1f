import type {
  Ack,
  CommandMessage,
  CommandName,
  Commands,
  CoreMessage,
  Role,
  Snapshots,
} from "./contract.ts";
import { coreMessageSchema, readCommand } from "./schema.ts";

/** What the bridge needs of the terminal: commands in, snapshots out. */
export interface BridgeCore {
  /** Obey one command of a screen. Arguments are already judged. */
  call<Name extends CommandName>(role: Role, name: Name, args: Parameters<Commands[Name]>[0]): Ack;
  /** All that a screen of this role shows now. */
  snapshot<R extends Role>(role: R): Snapshots[R];
  /** Hear that a snapshot may have changed; the returned function ends it. */
  onChange(listener: () => void): () => void;
}

/** A fault of the terminal itself that a screen was not told about in full. For the log. */
export interface BridgeFault {
  /** `COMMAND_FAILED`, `SNAPSHOT_FAILED`, `SNAPSHOT_INVALID` or `SEND_FAILED`. */
  readonly code: string;
  readonly role: Role;
  readonly cause: unknown;
}

/** The transport's side of one screen. */
interface ScreenEnd {
  readonly role: Role;
  /** Carry a message to the screen, in order. */
  send(message: CoreMessage): void;
  /** The bridge ended the connection; the transport closes and the screen connects anew. */
  onClosed(): void;
}

/** The bridge's side of one screen. */
export interface Connection {
  /** A message as it came, already parsed from whatever the transport carries. Never throws. */
  receive(raw: unknown): void;
  /** The screen went away. */
  close(): void;
}

/** The server end of the contract, the same under every host. */
export interface Bridge {
  connect(screen: ScreenEnd): Connection;
}

const refuse = (code: string): Ack => ({ ok: false, code });

/** The payer's screen may choose how it reads, and only for itself. */
const isAllowed = (role: Role, { name, args }: CommandMessage): boolean => {
  if (role === "cashier") return true;
  if (name !== "setLanguage" && name !== "setTheme") return false;
  return "role" in args && args.role === role;
};

/**
 * Join screens to the core. Every screen gets a whole snapshot when it connects and after each
 * change, at most one for all changes of a turn; every command gets one answer, ahead of the
 * snapshot that it causes. Codes of refused commands: `COMMAND_INVALID` (unknown, or bad
 * arguments), `COMMAND_NOT_ALLOWED` (not this role's), `INTERNAL` (the core failed; see `onFault`).
 * A message with no id to answer to, or a snapshot that breaks the contract, ends the connection:
 * a screen that says "no connection" is better than one that shows something stale.
 */
export const createBridge = (options: {
  readonly core: BridgeCore;
  readonly onFault: (fault: BridgeFault) => void;
}): Bridge => ({
  connect: (screen) => connectScreen(options.core, options.onFault, screen),
});

const connectScreen = (
  core: BridgeCore,
  onFault: (fault: BridgeFault) => void,
  screen: ScreenEnd,
): Connection => {
  const { role } = screen;
  let open = true;
  let snapshotDue = false;

  const close = () => {
    if (!open) return;
    open = false;
    stopListening();
  };
  const end = () => {
    if (!open) return;
    close();
    screen.onClosed();
  };
  const attempt = (code: string, action: () => void): boolean => {
    try {
      action();
      return true;
    } catch (cause) {
      onFault({ code, role, cause });
      return false;
    }
  };
  const send = (message: CoreMessage) => {
    if (!open) return;
    if (!attempt("SEND_FAILED", () => screen.send(message))) end();
  };
  const sendSnapshot = () => {
    snapshotDue = false;
    if (!open) return;
    let message: unknown;
    const made = attempt("SNAPSHOT_FAILED", () => {
      message = { type: "snapshot", snapshot: core.snapshot(role) };
    });
    if (!made) return end();
    const judged = coreMessageSchema.safeParse(message);
    const sent = judged.success && judged.data.type === "snapshot" ? judged.data : null;
    if (sent?.snapshot.role === role) return send(sent);
    onFault({ code: "SNAPSHOT_INVALID", role, cause: judged.error });
    end();
  };
  const obey = (message: CommandMessage): Ack => {
    if (!isAllowed(role, message)) return refuse("COMMAND_NOT_ALLOWED");
    let ack = refuse("INTERNAL");
    attempt("COMMAND_FAILED", () => {
      ack = core.call(role, message.name, message.args);
    });
    return ack;
  };
  const stopListening = core.onChange(() => {
    if (snapshotDue) return;
    snapshotDue = true;
    queueMicrotask(sendSnapshot);
  });

  sendSnapshot();
  return {
    receive: (raw) => {
      if (!open) return;
      const read = readCommand(raw);
      if (read.kind === "unreadable") return end();
      const ack = read.kind === "invalid" ? refuse("COMMAND_INVALID") : obey(read.message);
      send({ type: "ack", id: read.kind === "invalid" ? read.id : read.message.id, ack });
    },
    close,
  };
};

import { DeviceFault, isDeviceFault } from "../fault.ts";
import { withDeadline, type DeviceClock } from "../timing.ts";
import type { Transport } from "../transport/transport.ts";
import { emptyReplies, expectReply, readReplies, type Reply, type ReplyStream } from "./status.ts";

/** One reply that is waited for. */
export interface ReplyWait<T> {
  /**
   * To be called once. Rejects with a {@link DeviceFault}: `code` when `ms` are over, or
   * `TRANSPORT_LOST`.
   */
  within(ms: number, code: string): Promise<T>;
}

/** Reads what a printer sends, until its link ends. */
export interface ReplyReader {
  isAlive(): boolean;
  /** Note what is being asked; see {@link expectReply}. */
  expect(asked: ReplyStream["asked"]): void;
  /** The first reply from now on for which `pick` gives something. */
  next<T>(pick: (reply: Reply) => T | undefined): ReplyWait<T>;
  /** Resolves once the link is over and everything it brought was told. */
  readonly ended: Promise<void>;
}

type Listener = (reply: Reply | "lost") => void;

/** Starts at once; `onReply` hears every reply. */
export const readReplyStream = (
  transport: Transport,
  clock: DeviceClock,
  onReply: (reply: Reply) => void,
): ReplyReader => {
  let stream = emptyReplies;
  let alive = true;
  const listeners = new Set<Listener>();
  const tell: Listener = (reply) => {
    for (const listener of listeners) listener(reply);
  };

  const take = (chunk: Uint8Array): void => {
    const read = readReplies(stream, chunk, clock.monotonicMs());
    stream = read.stream;
    for (const reply of read.replies) {
      onReply(reply);
      tell(reply);
    }
  };

  const readAll = async (): Promise<void> => {
    try {
      for await (const chunk of transport.source) take(chunk);
    } catch (error) {
      // Whoever waits is told of the loss below; it has no other meaning here.
      if (!isDeviceFault(error)) throw error;
    } finally {
      alive = false;
      tell("lost");
    }
  };

  return {
    isAlive: () => alive,
    expect(asked) {
      stream = expectReply(stream, asked);
    },
    next<T>(pick: (reply: Reply) => T | undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const listener: Listener = (reply) => {
        if (reply === "lost") {
          reject(new DeviceFault("TRANSPORT_LOST", "the printer's link ended"));
          return;
        }
        const picked = pick(reply);
        if (picked !== undefined) resolve(picked);
      };
      listeners.add(listener);
      if (!alive) listener("lost");
      // Nobody comes to wait after a failed write.
      promise.catch(() => {});
      return {
        async within(ms, code) {
          try {
            return await withDeadline(promise, ms, code);
          } finally {
            listeners.delete(listener);
          }
        },
      };
    },
    ended: readAll(),
  };
};

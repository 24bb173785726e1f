import { DeviceFault, isDeviceFault } from "../fault.ts";
import { withDeadline, type DeviceClock } from "../timing.ts";
import type { Transport } from "../transport/transport.ts";
import {
  emptyReplies,
  expectNoReply,
  expectReply,
  readReplies,
  type Reply,
  type SingleByte,
} from "./status.ts";

/** One reply that is waited for. */
export interface ReplyWait<T> {
  /** True once it came. */
  hasCome(): boolean;
  /**
   * To be called once; ends the waiting. Rejects with a {@link DeviceFault}: `code` when `ms` are
   * over, or `TRANSPORT_LOST`.
   */
  within(ms: number, code: string): Promise<T>;
  /** Wait for it no longer. */
  end(): void;
}

/** Reads what a printer sends, until its link ends. */
export interface ReplyReader {
  isAlive(): boolean;
  /** Note what is being asked; see {@link expectReply}. */
  expect(kind: SingleByte): void;
  expectNot(kind: SingleByte): void;
  /** The first reply from now on for which `pick` gives something. */
  next<T>(pick: (reply: Reply) => T | undefined): ReplyWait<T>;
  /**
   * Resolves at the next reply of any kind, at the end of the link, when `also` settles, or after
   * `ms` milliseconds. Never rejects.
   */
  news(ms: number, also?: Promise<unknown>): Promise<void>;
  /** Bytes so far that were no reply. */
  noiseCount(): number;
  /** Resolves once the link is over and everything it brought was told. */
  readonly ended: Promise<void>;
}

type Listener = (reply: Reply | "lost") => void;

/** Who listens, and whether there is still something to listen to. */
interface Audience {
  readonly listeners: Set<Listener>;
  readonly isOver: () => boolean;
}

const waitFor = <T>(
  { listeners, isOver }: Audience,
  pick: (reply: Reply) => T | undefined,
): ReplyWait<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let came = false;
  const listener: Listener = (reply) => {
    if (reply === "lost") {
      reject(new DeviceFault("TRANSPORT_LOST", "the printer's link ended"));
      return;
    }
    const picked = pick(reply);
    if (picked === undefined) return;
    came = true;
    resolve(picked);
  };
  listeners.add(listener);
  if (isOver()) listener("lost");
  // Nobody comes to wait after a failed write.
  promise.catch(() => {});
  const end = (): void => {
    listeners.delete(listener);
  };
  return {
    hasCome: () => came,
    end,
    async within(ms, code) {
      try {
        return await withDeadline(promise, ms, code);
      } finally {
        end();
      }
    },
  };
};

const newsOf = (
  { listeners, isOver }: Audience,
  ms: number,
  also: Promise<unknown> | undefined,
): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listeners.delete(end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(ms, 0));
    listeners.add(end);
    if (isOver()) end();
    also?.then(end, end);
  });

/** Starts at once; `onReply` hears every reply. */
export const readReplyStream = (
  transport: Transport,
  clock: DeviceClock,
  onReply: (reply: Reply) => void,
): ReplyReader => {
  let stream = emptyReplies;
  let alive = true;
  const listeners = new Set<Listener>();
  const audience: Audience = { listeners, isOver: () => !alive };
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
    expect(kind) {
      stream = expectReply(stream, kind);
    },
    expectNot(kind) {
      stream = expectNoReply(stream, kind);
    },
    next: (pick) => waitFor(audience, pick),
    news: (ms, also) => newsOf(audience, ms, also),
    noiseCount: () => stream.noiseCount,
    ended: readAll(),
  };
};

import type { Sending } from "./codec.ts";
import type { Verdict } from "./session.ts";

/** What became of a text. `superseded`: a newer one came first; `dropped`: the display was closed. */
export type DisplayEnd = Verdict | "superseded" | "dropped";

/** One text on its way. */
export interface DisplayOutput {
  readonly id: number;
  /** Resolves exactly once, and never rejects; not before the display is there. */
  readonly done: Promise<DisplayEnd>;
}

/** One text that is being sent. */
export interface Taken {
  readonly sending: Sending;
  /** Without effect after the first call. */
  readonly end: (how: DisplayEnd) => void;
}

/** The texts for one display: the newest wins, and each comes to one end. */
export interface Outputs {
  put(sending: Sending): DisplayOutput;
  /** True while the newest has not been sent. */
  isPending(): boolean;
  /** The newest, to be sent now, whether or not it was sent before. */
  take(): Taken;
  /** The link broke while it was sent: it goes out again, unless a newer one has come. */
  putBack(taken: Taken): void;
  /** No more: what has not ended is dropped, and so is what still comes. */
  close(): void;
}

/** Nothing but `first`, which nobody waits for. */
export const createOutputs = (first: Sending): Outputs => {
  let newest: Taken = { sending: first, end: () => {} };
  let isPending = false;
  let isClosed = false;
  let ids = 0;
  return {
    put(sending) {
      ids += 1;
      const { promise: done, resolve: end } = Promise.withResolvers<DisplayEnd>();
      if (isClosed) {
        end("dropped");
        return { id: ids, done };
      }
      if (isPending) newest.end("superseded");
      newest = { sending, end };
      isPending = true;
      return { id: ids, done };
    },
    isPending: () => isPending,
    take() {
      isPending = false;
      return newest;
    },
    putBack(taken) {
      if (taken === newest) isPending = true;
      else taken.end("superseded");
    },
    close() {
      isClosed = true;
      newest.end("dropped");
    },
  };
};

import type { Transport } from "../transport/transport.ts";
import { createAnswerReader } from "./answers.ts";
import { codecOf, type Sending } from "./codec.ts";
import type { DisplayProfile } from "./profile.ts";

/** How a text ended at the display. `sent`: to one that never answers, so nothing more is known. */
export type Verdict = "sent" | "shown" | "refused" | "unanswered";

/** How long the display is waited for, in milliseconds. */
export interface SessionTiming {
  /** To take a write, beside the time on the wire. */
  readonly writeMs: number;
  /** For its answers, where it gives any. */
  readonly answerMs: number;
}

/** One connection to a display. Ends with its transport. */
export interface DisplaySession {
  /**
   * Send a text, on a fresh connection after what puts the display into a known state. Rejects as
   * {@link Transport.write} does. One at a time.
   */
  deliver(sending: Sending): Promise<Verdict>;
  /** Send without waiting for an answer. Rejects as {@link Transport.write} does. */
  post(sending: Sending, writeMs: number): Promise<void>;
  take(chunk: Uint8Array): void;
  /** Stable code of what is wrong after this verdict; null when nothing is. */
  codeAfter(verdict: Verdict): string | null;
  /** End the wait for an answer. */
  endWait(): void;
  close(): Promise<void>;
}

/** A byte or two may come from a plug that is being pushed in. */
const STRAY_LIMIT = 4;

/** How long bytes are under way at a speed of 8N1. */
export const onWireMs = (bytes: number, baud: number): number => (bytes * 10_000) / baud;

/** A session over a fresh transport. */
export const startDisplaySession = (
  transport: Transport,
  profile: DisplayProfile,
  timing: SessionTiming,
): DisplaySession => {
  const codec = codecOf(profile.protocol);
  const answers = createAnswerReader();
  let isStarted = false;

  const write = (bytes: Uint8Array, writeMs: number): Promise<void> =>
    transport.write(bytes, writeMs + 3 * onWireMs(bytes.length, profile.baud));

  const whole = (sending: Sending): Sending => {
    if (isStarted) return sending;
    const start = codec.start(profile.charset);
    return {
      bytes: Uint8Array.from([...start.bytes, ...sending.bytes]),
      answers: start.answers + sending.answers,
    };
  };

  const answered = async ({ bytes, answers: count }: Sending): Promise<Verdict> => {
    if (count === 0) {
      await write(bytes, timing.writeMs);
      return "sent";
    }
    const waiting = answers.await(
      count,
      timing.writeMs + timing.answerMs + onWireMs(bytes.length, profile.baud),
    );
    try {
      await write(bytes, timing.writeMs);
    } catch (error) {
      answers.end();
      throw error;
    }
    const came = await waiting;
    if (came === "all") return "shown";
    return came === "refused" ? "refused" : "unanswered";
  };

  return {
    async deliver(sending) {
      const verdict = await answered(whole(sending));
      // What a display did not take may be its modes: they are sent again with the next text.
      isStarted = verdict === "sent" || verdict === "shown";
      return verdict;
    },
    post: (sending, writeMs) => write(whole(sending).bytes, writeMs),
    take: (chunk) => {
      answers.take(chunk);
    },
    codeAfter(verdict) {
      if (verdict === "refused") return "DISPLAY_REFUSED";
      if (answers.strayBytes() >= STRAY_LIMIT) return "DISPLAY_GARBLED";
      return verdict === "unanswered" ? "DISPLAY_NO_ANSWER" : null;
    },
    endWait: () => {
      answers.end();
    },
    close: () => transport.close(),
  };
};

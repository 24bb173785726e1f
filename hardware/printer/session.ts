import { isDeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import type { Transport } from "../transport/transport.ts";
import {
  askStatus,
  automaticStatus,
  clearBuffers,
  initialise,
  type StatusQuery,
} from "./commands.ts";
import { automaticCondition, conditionOf, type PrinterCondition } from "./condition.ts";
import type { Fence } from "./fence.ts";
import { expectProof, type PrintProof } from "./proof.ts";
import { readReplyStream, type ReplyReader, type ReplyWait } from "./reply-reader.ts";
import type { Reply } from "./status.ts";
import { wireTimeMs } from "./wire-time.ts";

/** How long the printer is waited for, in milliseconds. */
export interface PrinterTiming {
  /** Speed of a serial wire in bits a second, for deadlines; 0 where it does not matter. */
  readonly baud: number;
  /** For one answer to DLE EOT, which is asked up to three times. */
  readonly answerMs: number;
  /** For the answer to a process ID of the probe. */
  readonly probeMs: number;
  /** For the printer to take a chunk, beside the time on the wire. */
  readonly writeMs: number;
  /** For the job's process ID after the last byte, beside {@link PrinterTiming.proofMsPerRow}. */
  readonly proofMs: number;
  readonly proofMsPerRow: number;
  /** Between two questions while a job is held. */
  readonly holdPollMs: number;
  /** The longest that a job is held before it is given up. */
  readonly holdMs: number;
}

/** One connection to a printer: requests and their answers. Ends with its transport. */
export interface PrinterSession {
  /** False once the link is known to be over. */
  isAlive(): boolean;
  /** What was asked or told last; `null` before. */
  condition(): PrinterCondition | null;
  /** True once the printer told that it was switched on: it has forgotten everything. */
  wasSwitchedOn(): boolean;
  /** Bytes so far that were no reply. */
  noiseCount(): number;
  /**
   * Asks DLE EOT 1 to 4; `writeMs` is for a question that may be held back. Throws a
   * {@link DeviceFault} `PRINTER_NO_ANSWER` or a transport's.
   */
  ask(writeMs?: number): Promise<PrinterCondition>;
  /**
   * Asks to be told of changes, and waits until that begins where `isReady`: a printer that is
   * stopped begins when it goes on. Throws as {@link Transport.write}.
   */
  subscribe(isReady: boolean): Promise<void>;
  /** Sends a question and waits for its answer; `undefined` when none came. Throws likewise. */
  inquire<T>(
    question: Uint8Array,
    pick: (reply: Reply) => T | undefined,
    ms: number,
  ): Promise<T | undefined>;
  /** True when a question that stands among the print data got its one byte. Throws likewise. */
  isAnsweredInTurn(question: Uint8Array, ms: number): Promise<boolean>;
  /** Throws as {@link Transport.write}; without a deadline {@link PrinterTiming.writeMs} counts. */
  write(bytes: Uint8Array, deadlineMs?: number): Promise<void>;
  /** Listens for the fence's answers from now on, so before it is sent. */
  expectProof(fence: Fence): PrintProof;
  /** See {@link ReplyReader.news}. */
  news(ms: number, also?: Promise<unknown>): Promise<void>;
  /** Empties a printer that may wait for the rest of a command. Throws as {@link Transport.write}. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

const ASK_TRIES = 3;
/** 128 rows of 576 dots, as long as any band: what fills a raster command that was cut short. */
const LONGEST_COMMAND_BYTES = 9_216;

/** Asks for single status bytes, one at a time. */
const createAsking = (
  transport: Transport,
  replies: ReplyReader,
  timing: PrinterTiming,
): ((query: StatusQuery, writeMs: number) => Promise<number>) => {
  const askOnce = async (query: StatusQuery, writeMs: number): Promise<number> => {
    const answer = replies.next((reply) => (reply.kind === "status" ? reply.bits : undefined));
    replies.expect("status");
    try {
      await transport.write(askStatus(query), writeMs);
      return await answer.within(timing.answerMs, "PRINTER_NO_ANSWER");
    } finally {
      answer.end();
      replies.expectNot("status");
    }
  };

  const askOf = async (query: StatusQuery, writeMs: number, attempt = 1): Promise<number> => {
    try {
      const bits = await askOnce(query, writeMs);
      // The answers of earlier tries may still be on their way, and would be taken for the next
      // question's: let them pass as noise.
      if (attempt > 1) await quiet();
      return bits;
    } catch (error) {
      if (attempt >= ASK_TRIES || !isDeviceFault(error, "PRINTER_NO_ANSWER")) throw error;
      return askOf(query, writeMs, attempt + 1);
    }
  };

  const quiet = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, timing.answerMs);
    });
  return (query, writeMs) => askOf(query, writeMs);
};

const createInquiring =
  (transport: Transport, replies: ReplyReader, timing: PrinterTiming): PrinterSession["inquire"] =>
  async (question, pick, ms) => {
    const answer = replies.next(pick);
    try {
      await transport.write(question, timing.writeMs);
      return await valueWithin(answer, ms);
    } finally {
      answer.end();
    }
  };

/** A session over a fresh transport; `onCondition` hears what the printer tells by itself. */
export const startSession = (
  transport: Transport,
  clock: DeviceClock,
  timing: PrinterTiming,
  onCondition: (condition: PrinterCondition) => void,
): PrinterSession => {
  let latest: PrinterCondition | null = null;
  let switchedOn = false;
  const replies = readReplyStream(transport, clock, (reply) => {
    if (reply.kind === "powered-on") switchedOn = true;
    if (reply.kind !== "automatic") return;
    latest = automaticCondition(reply.bits);
    onCondition(latest);
  });
  const askOf = createAsking(transport, replies, timing);

  const inquire = createInquiring(transport, replies, timing);

  return {
    isAlive: () => replies.isAlive(),
    condition: () => latest,
    wasSwitchedOn: () => switchedOn,
    noiseCount: () => replies.noiseCount(),
    async ask(writeMs = timing.writeMs) {
      const answers = {
        1: await askOf(1, writeMs),
        2: await askOf(2, writeMs),
        3: await askOf(3, writeMs),
        4: await askOf(4, writeMs),
      };
      latest = conditionOf(answers);
      return latest;
    },
    async subscribe(isReady) {
      const pick = (reply: Reply) => (reply.kind === "automatic" ? true : undefined);
      if (isReady) await inquire(automaticStatus(), pick, timing.answerMs);
      else await transport.write(automaticStatus(), timing.writeMs);
    },
    inquire,
    async isAnsweredInTurn(question, ms) {
      const pick = (reply: Reply) => (reply.kind === "sensor" ? true : undefined);
      replies.expect("sensor");
      try {
        return (await inquire(question, pick, ms)) === true;
      } finally {
        replies.expectNot("sensor");
      }
    },
    write: (bytes, deadlineMs = timing.writeMs) => transport.write(bytes, deadlineMs),
    expectProof: (fence) => expectProof(replies, fence),
    news: (ms, also) => replies.news(ms, also),
    async recover() {
      const pick = (reply: Reply) => (reply.kind === "cleared" ? true : undefined);
      const isCleared = await inquire(clearBuffers(), pick, timing.answerMs * ASK_TRIES);
      if (isCleared === true) return;
      // A unit without that command: white dots end the picture it waits for.
      const filling = new Uint8Array(LONGEST_COMMAND_BYTES);
      const onWireMs = 3 * wireTimeMs(filling.length, timing.baud);
      await transport.write(filling, timing.writeMs + onWireMs);
      await transport.write(initialise(), timing.writeMs);
    },
    async close() {
      await transport.close();
      await replies.ended;
    },
  };
};

/** `undefined` when the reply did not come: in time, or before the link ended. */
const valueWithin = async <T>(reply: ReplyWait<T>, ms: number): Promise<T | undefined> => {
  try {
    return await reply.within(ms, "PRINTER_NO_REPLY");
  } catch (error) {
    if (isDeviceFault(error)) return undefined;
    throw error;
  }
};

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
import { readReplyStream, type ReplyWait } from "./reply-reader.ts";

/** How long the printer is waited for, in milliseconds. */
export interface PrinterTiming {
  /** For one answer to DLE EOT, which is asked up to three times. */
  readonly answerMs: number;
  /** For the printer to take a chunk, beside the time on the wire. */
  readonly writeMs: number;
  /** For the job's process ID after the last byte, beside {@link PrinterTiming.proofMsPerRow}. */
  readonly proofMs: number;
  readonly proofMsPerRow: number;
}

/** The answer to one process ID. */
export interface PrintProof {
  /** True once it came; false when `ms` are over or the link is. To be called once. */
  within(ms: number): Promise<boolean>;
}

/** One connection to a printer: requests and their answers. Ends with its transport. */
export interface PrinterSession {
  /** False once the link is known to be over. */
  isAlive(): boolean;
  /** Asks DLE EOT 1 to 4. Throws a {@link DeviceFault} `PRINTER_NO_ANSWER` or a transport's. */
  ask(): Promise<PrinterCondition>;
  /** Asks the printer to tell of changes by itself from now on. */
  subscribe(): Promise<void>;
  /** Sends a piece of a job, in chunks. Throws as {@link Transport.write} does. */
  send(bytes: Uint8Array, baud: number): Promise<void>;
  /** Listens for a process ID from now on, so before it is sent. */
  expectPrinted(id: string): PrintProof;
  /** Empties a printer that may wait for the rest of a command. Throws as {@link Transport.write}. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

const ASK_TRIES = 3;
const CHUNK_BYTES = 4_096;
/** A whole band and more: what fills a raster command that was cut short. */
const LONGEST_COMMAND_BYTES = 16_384;

/** A session over a fresh transport; `onCondition` hears what the printer tells by itself. */
export const startSession = (
  transport: Transport,
  clock: DeviceClock,
  timing: PrinterTiming,
  onCondition: (condition: PrinterCondition) => void,
): PrinterSession => {
  const replies = readReplyStream(transport, clock, (reply) => {
    if (reply.kind === "automatic") onCondition(automaticCondition(reply.bits));
  });

  const askOnce = async (query: StatusQuery): Promise<number> => {
    const answer = replies.next((reply) => (reply.kind === "status" ? reply.bits : undefined));
    replies.expect("status");
    try {
      await transport.write(askStatus(query), timing.writeMs);
      return await answer.within(timing.answerMs, "PRINTER_NO_ANSWER");
    } finally {
      replies.expect(null);
    }
  };

  const askOf = async (query: StatusQuery, triesLeft = ASK_TRIES): Promise<number> => {
    try {
      return await askOnce(query);
    } catch (error) {
      if (triesLeft <= 1 || !isDeviceFault(error, "PRINTER_NO_ANSWER")) throw error;
      return askOf(query, triesLeft - 1);
    }
  };

  return {
    isAlive: () => replies.isAlive(),
    ask: async () =>
      conditionOf({ 1: await askOf(1), 2: await askOf(2), 3: await askOf(3), 4: await askOf(4) }),
    subscribe: () => transport.write(automaticStatus(), timing.writeMs),
    async send(bytes, baud) {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const chunk = bytes.subarray(at, at + CHUNK_BYTES);
        const onWireMs = baud === 0 ? 0 : (chunk.length * 10_000 * 3) / baud;
        await transport.write(chunk, timing.writeMs + onWireMs);
      }
    },
    expectPrinted(id) {
      const proof = replies.next((reply) =>
        reply.kind === "printed" && reply.id === id ? true : undefined,
      );
      return { within: (ms) => isTrueWithin(proof, ms) };
    },
    async recover() {
      const cleared = replies.next((reply) => (reply.kind === "cleared" ? true : undefined));
      await transport.write(clearBuffers(), timing.writeMs);
      if (await isTrueWithin(cleared, timing.answerMs * ASK_TRIES)) return;
      // A unit without that command: white dots end the picture it waits for.
      await transport.write(new Uint8Array(LONGEST_COMMAND_BYTES), timing.writeMs);
      await transport.write(initialise(), timing.writeMs);
    },
    async close() {
      await transport.close();
      await replies.ended;
    },
  };
};

/** False when the reply did not come: in time, or before the link ended. */
const isTrueWithin = async (reply: ReplyWait<true>, ms: number): Promise<boolean> => {
  try {
    return await reply.within(ms, "PRINTER_NO_REPLY");
  } catch (error) {
    if (isDeviceFault(error)) return false;
    throw error;
  }
};

import { SerialPort } from "serialport";
import { openFault } from "./open-fault.ts";
import { pollBothWays } from "./serial-poller.ts";
import { overStream } from "./stream.ts";
import type { OpenTransport } from "./transport.ts";

/** A serial port; no flow control, so that no byte of the data is taken for a signal. */
export interface SerialLine {
  /** A name that stays when the device is plugged in again, such as one under `/dev/serial/by-id`. */
  readonly path: string;
  readonly baud: number;
  /** 8 when absent. */
  readonly dataBits?: 7 | 8;
  /** None when absent. */
  readonly parity?: "none" | "even" | "odd";
  /**
   * Whether DTR and RTS stay up when the port is closed: some displays go dark, or start anew, when
   * DTR drops. False when absent.
   */
  readonly keepsLines?: boolean;
}

/** Resolves when the descriptor is given back; a port that is gone has nothing to say about it. */
const closePort = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (port.isOpen) {
      port.close(() => {
        resolve();
      });
      return;
    }
    // A port that lost its device closes by itself, and tells of its end more than once.
    const look = (): void => {
      if (port.closing) return;
      port.off("close", look);
      resolve();
    };
    port.on("close", look);
    look();
  });

const shutPort = async (port: SerialPort, isLost: boolean): Promise<void> => {
  if (isLost && port.isOpen) {
    // Else the kernel keeps the port for up to half a minute to send what nobody takes.
    await new Promise<void>((resolve) => {
      port.flush(() => {
        resolve();
      });
    });
  }
  await closePort(port);
};

const LOOK_EVERY_MS = 500;
const IS_GONE = /input\/output error|no such device|bad file descriptor/i;

/**
 * Asks the port from time to time whether it is still there. One that is hung up while a chunk is on
 * its way reads nothing for ever, at the cost of most of a processor, and never tells that it ended.
 * The question stays in the kernel: no byte goes out, no line moves.
 */
const watchPort = (port: SerialPort, onGone: (error: Error) => void): (() => void) => {
  const look = async (): Promise<void> => {
    try {
      await port.port?.getBaudRate();
    } catch (error) {
      if (error instanceof Error && IS_GONE.test(error.message)) onGone(error);
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
};

/**
 * A factory of connections over one serial port, each a port object of its own: one that lost its
 * device opens again and then sends nothing. Faults of the opening as in `openFault`.
 */
export const openSerial =
  (line: SerialLine): OpenTransport =>
  async () => {
    const port = new SerialPort({
      path: line.path,
      baudRate: line.baud,
      dataBits: line.dataBits ?? 8,
      parity: line.parity ?? "none",
      stopBits: 1,
      hupcl: line.keepsLines !== true,
      lock: true,
      autoOpen: false,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error === null || error === undefined) resolve();
        else reject(openFault(line.path, error));
      });
    });
    pollBothWays(port);
    // It reads from here on, also from a device that never says a word: only a reading port notices
    // that its device was unplugged.
    return overStream({
      stream: port,
      shut: (isLost) => shutPort(port, isLost),
      watch: (onGone) => watchPort(port, onGone),
    });
  };

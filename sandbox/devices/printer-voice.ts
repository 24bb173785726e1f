import { setImmediate as nextTurn } from "node:timers/promises";
import type { PrinterSwitches } from "./printer-status.ts";

/** How a printer's answers leave it: in order, and as its switches have it. */
export interface PrinterVoice {
  say(bytes: Uint8Array, switches: PrinterSwitches): void;
}

/** Bytes that are the beginning of no answer. */
const RUBBISH = [0xfe, 0x81, 0xc5];
const XOFF = 0x13;
const XON = 0x11;

const shaped = (bytes: Uint8Array, switches: PrinterSwitches): Uint8Array => {
  const middle = Math.floor(bytes.length / 2);
  const isHalf = switches.halfAnswers && bytes.length > 1;
  const kept = isHalf ? bytes.subarray(0, middle) : bytes;
  const marked =
    switches.flowMarks && kept.length > 1
      ? [...kept.subarray(0, middle), XOFF, XON, ...kept.subarray(middle)]
      : [...kept];
  return Uint8Array.from(switches.rubbish ? [...RUBBISH, ...marked, ...RUBBISH] : marked);
};

/** `send` puts bytes on the cable. */
export const createPrinterVoice = (send: (bytes: Uint8Array) => void): PrinterVoice => {
  const queue: Uint8Array[] = [];
  let isSpeaking = false;

  const speak = async (): Promise<void> => {
    isSpeaking = true;
    for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
      send(piece);
      await nextTurn();
    }
    isSpeaking = false;
  };

  return {
    say(bytes, switches) {
      if (switches.silent) return;
      const all = shaped(bytes, switches);
      if (!switches.byteByByte && !isSpeaking) {
        send(all);
        return;
      }
      queue.push(...(switches.byteByByte ? Array.from(all, (byte) => Uint8Array.of(byte)) : [all]));
      if (!isSpeaking) void speak();
    },
  };
};

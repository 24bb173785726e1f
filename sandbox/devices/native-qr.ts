import { correction, generate } from "lean-qr";
import type { Paper } from "./paper.ts";
import type { Look } from "./print-look.ts";
import { markDots } from "./print-marks.ts";

/** GS ( k for QR codes: settings and data come step by step. */
export interface NativeQr {
  /** Carry out one step; `body` begins with cn and fn. False when it is no step of a QR code. */
  run(body: Uint8Array, paper: Paper, place: Look["place"]): boolean;
}

const LEVELS = [correction.L, correction.M, correction.Q, correction.H];

/** As after switching on. */
export const createNativeQr = (): NativeQr => {
  let moduleDots = 3;
  let level = correction.L;
  let payload = "";

  const print = (paper: Paper, place: Look["place"]): void => {
    const code = generate(payload, { minCorrectionLevel: level, maxCorrectionLevel: level });
    const side = code.size * moduleDots;
    // A code wider than the paper is not printed at all, as on a real unit.
    if (side > paper.widthDots) return;
    markDots(paper, place, { width: side, rows: side }, (x, y) =>
      code.get(Math.floor(x / moduleDots), Math.floor(y / moduleDots)),
    );
  };

  return {
    run(body, paper, place) {
      const [kind, step, value = 0] = body;
      if (kind !== 0x31) return false;
      if (step === 0x43) moduleDots = value;
      else if (step === 0x45) level = LEVELS[value - 48] ?? correction.L;
      else if (step === 0x50) payload = new TextDecoder().decode(body.subarray(3));
      else if (step === 0x51) print(paper, place);
      else return step === 0x41;
      return true;
    },
  };
};

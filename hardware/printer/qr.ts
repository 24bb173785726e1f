import { correction, generate } from "lean-qr";
import { DeviceFault } from "../fault.ts";
import { createBitmap, setDot, type Bitmap } from "./bitmap.ts";

/** Modules of white that ISO/IEC 18004 asks for on every side. */
const QUIET_MODULES = 4;
/** 3 dots at 203 dpi are 0.375 mm, the least that phone cameras read well from thermal paper. */
const LEAST_MODULE_DOTS = 3;

/** How large a code is to be printed. */
export interface QrSize {
  readonly sizeModules: number;
  readonly moduleDots: number;
}

/** A code as modules, and how large it is to be printed. */
export interface QrPlan extends QrSize {
  isBlack(x: number, y: number): boolean;
}

const moduleDotsFor = (sizeModules: number, widthDots: number, preferred: number): number => {
  const fitting = Math.floor(widthDots / (sizeModules + 2 * QUIET_MODULES));
  if (fitting >= LEAST_MODULE_DOTS) return Math.min(fitting, preferred);
  throw new DeviceFault("PRINT_QR_INVALID", "the QR code is too dense for the paper");
};

/**
 * The code for `payload` at correction M, with modules of `preferredModuleDots` or as many fewer as
 * the paper asks for. Throws a {@link DeviceFault} `PRINT_QR_INVALID` for an empty payload or one
 * that does not fit the paper.
 */
export const planQr = (payload: string, widthDots: number, preferredModuleDots: number): QrPlan => {
  if (payload === "") throw new DeviceFault("PRINT_QR_INVALID", "a QR code needs a payload");
  let code: ReturnType<typeof generate>;
  try {
    code = generate(payload, {
      minCorrectionLevel: correction.M,
      maxCorrectionLevel: correction.M,
    });
  } catch (error) {
    throw new DeviceFault("PRINT_QR_INVALID", "the QR code's payload is too long", error);
  }
  const moduleDots = moduleDotsFor(code.size, widthDots, preferredModuleDots);
  return { sizeModules: code.size, moduleDots, isBlack: (x, y) => code.get(x, y) };
};

/** Bytes that versions 1 to 40 hold at correction M in byte mode (ISO/IEC 18004, table 7). */
const MOST_BYTES = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
  711, 779, 857, 911, 997, 1_059, 1_125, 1_190, 1_264, 1_370, 1_452, 1_538, 1_628, 1_722, 1_809,
  1_911, 1_989, 2_099, 2_213, 2_331,
];

/**
 * The size of a code that the printer draws. Which modes it packs a payload in is its own affair:
 * byte mode is the largest that it can come out. Throws as {@link planQr}.
 */
export const planNativeQr = (
  payload: string,
  widthDots: number,
  preferredModuleDots: number,
): QrSize => {
  if (payload === "") throw new DeviceFault("PRINT_QR_INVALID", "a QR code needs a payload");
  const bytes = Buffer.byteLength(payload, "utf8");
  const version = MOST_BYTES.findIndex((most) => bytes <= most) + 1;
  if (version === 0) throw new DeviceFault("PRINT_QR_INVALID", "the QR code's payload is too long");
  const sizeModules = 17 + 4 * version;
  return { sizeModules, moduleDots: moduleDotsFor(sizeModules, widthDots, preferredModuleDots) };
};

/** Rows of white above and below a code. */
export const quietRows = (plan: QrSize): number => plan.moduleDots * QUIET_MODULES;

/** The code in the middle of the paper, with its white above and below. */
export const drawQr = (plan: QrPlan, widthDots: number): Bitmap => {
  const { sizeModules, moduleDots } = plan;
  const left = Math.floor((widthDots - sizeModules * moduleDots) / 2);
  const top = quietRows(plan);
  const bitmap = createBitmap(widthDots, sizeModules * moduleDots + 2 * top);
  for (let y = 0; y < sizeModules * moduleDots; y += 1) {
    for (let x = 0; x < sizeModules * moduleDots; x += 1) {
      if (plan.isBlack(Math.floor(x / moduleDots), Math.floor(y / moduleDots))) {
        setDot(bitmap, left + x, top + y);
      }
    }
  }
  return bitmap;
};

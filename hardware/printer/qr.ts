import { correction, generate } from "lean-qr";
import { DeviceFault } from "../fault.ts";
import { createBitmap, setDot, type Bitmap } from "./bitmap.ts";

/** Modules of white that ISO/IEC 18004 asks for on every side. */
const QUIET_MODULES = 4;
/** 3 dots at 203 dpi are 0.375 mm, the least that phone cameras read well from thermal paper. */
const LEAST_MODULE_DOTS = 3;

/** A code as modules, and how large it is to be printed. */
export interface QrPlan {
  readonly sizeModules: number;
  readonly moduleDots: number;
  isBlack(x: number, y: number): boolean;
}

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
  const fitting = Math.floor(widthDots / (code.size + 2 * QUIET_MODULES));
  if (fitting < LEAST_MODULE_DOTS) {
    throw new DeviceFault("PRINT_QR_INVALID", "the QR code is too dense for the paper");
  }
  return {
    sizeModules: code.size,
    moduleDots: Math.min(fitting, preferredModuleDots),
    isBlack: (x, y) => code.get(x, y),
  };
};

/** Rows of white above and below a code. */
export const quietRows = (plan: QrPlan): number => plan.moduleDots * QUIET_MODULES;

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

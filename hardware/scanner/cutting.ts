// The part that the three modes share: what is under way between two chunks, and what a mode found.
import { QR_MOST_BYTES, type FramingRules, type ScanRefusal } from "./scan.ts";

/** One code as the unit sent it. */
export interface Frame {
  readonly bytes: Uint8Array;
  /** From a mode that sends it apart; else it may stand before the code. */
  readonly aimId: string | null;
}

/** What a mode finds in the bytes, in their order. */
export type Found = Frame | ScanRefusal;

/** What is under way. */
export interface Cutting {
  /** The code so far. */
  readonly frame: Uint8Array;
  readonly aimId: string | null;
  /** After an overlong code: everything up to its end belongs to it. */
  readonly isSkipping: boolean;
  /** The start of a report whose rest has not come. */
  readonly report: Uint8Array;
  /** Keys of a wedge that are down: they are not new in the next report. */
  readonly keysDown: readonly number[];
}

/** Nothing under way. */
export const nothingCut: Cutting = {
  frame: new Uint8Array(),
  aimId: null,
  isSkipping: false,
  report: new Uint8Array(),
  keysDown: [],
};

/** A step of cutting. */
export interface Cut {
  readonly cutting: Cutting;
  readonly found: readonly Found[];
}

/** The longest frame: STX and AIM id, prefix and suffix come on top of the code. */
const mostFrameBytes = (rules: FramingRules): number =>
  Math.min(rules.mostBytes, QR_MOST_BYTES) + 4 + 4 * (rules.prefix.length + rules.suffix.length);

/** `first` and then `second`. */
export const join = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
};

/** More bytes of the code. */
export const extendFrame = (cutting: Cutting, rules: FramingRules, bytes: Uint8Array): Cut => {
  if (bytes.length === 0 || cutting.isSkipping) return { cutting, found: [] };
  if (cutting.frame.length + bytes.length > mostFrameBytes(rules)) {
    const skipping = { ...cutting, frame: nothingCut.frame, isSkipping: true };
    return { cutting: skipping, found: ["SCAN_TOO_LONG"] };
  }
  return { cutting: { ...cutting, frame: join(cutting.frame, bytes) }, found: [] };
};

/** The code is whole; an empty one is nothing. */
export const endFrame = (cutting: Cutting): Cut => {
  const { frame, aimId, isSkipping } = cutting;
  const rest: Cutting = { ...cutting, frame: nothingCut.frame, aimId: null, isSkipping: false };
  return {
    cutting: rest,
    found: isSkipping || frame.length === 0 ? [] : [{ bytes: frame, aimId }],
  };
};

/** Takes `chunk` apart into reports of `reportBytes` each, and does `take` with every whole one. */
export const eachReport = (
  start: Cutting,
  chunk: Uint8Array,
  reportBytes: number,
  take: (cutting: Cutting, report: Uint8Array) => Cut,
): Cut => {
  const all = join(start.report, chunk);
  const whole = all.length - (all.length % reportBytes);
  let cutting: Cutting = start;
  const found: Found[] = [];
  for (let at = 0; at < whole; at += reportBytes) {
    const cut = take(cutting, all.subarray(at, at + reportBytes));
    cutting = cut.cutting;
    found.push(...cut.found);
  }
  return { cutting: { ...cutting, report: all.slice(whole) }, found };
};

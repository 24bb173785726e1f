// A serial scanner's bytes: text with a terminator after each code.
import { endFrame, extendFrame, type Cut, type Cutting, type Found } from "./cutting.ts";
import type { FramingRules } from "./scan.ts";

const CR = 0x0d;
const LF = 0x0a;
const ETX = 0x03;
const isTerminator = (byte: number): boolean => byte === CR || byte === LF || byte === ETX;

/** Take in a chunk of any size. */
export const cutText = (start: Cutting, rules: FramingRules, chunk: Uint8Array): Cut => {
  let cutting = start;
  const found: Found[] = [];
  const apply = (cut: Cut): void => {
    cutting = cut.cutting;
    found.push(...cut.found);
  };
  let from = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    if (!isTerminator(chunk[at] ?? 0)) continue;
    apply(extendFrame(cutting, rules, chunk.subarray(from, at)));
    apply(endFrame(cutting));
    from = at + 1;
  }
  apply(extendFrame(cutting, rules, chunk.subarray(from)));
  return { cutting, found };
};

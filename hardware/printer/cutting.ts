import { cut, feedLines, initialise, lineSpacing } from "./commands.ts";
import type { PrinterProfile } from "./profile.ts";

type Cutter = PrinterProfile["cutter"];

const LINES_TO_TEAR_BAR = 5;
const LINES_BEFORE_CUT = 3;

/** Lines of feed before a cut: one where the paper stands needs the same as tearing it off does. */
export const linesBeforeCut = (cutter: Cutter): number =>
  cutter === "none" || cutter === "legacy" ? LINES_TO_TEAR_BAR : LINES_BEFORE_CUT;

/**
 * Parts what hangs from the printer from what comes next: half a receipt above another one would be
 * read as one. Without a cutter it is fed to the tear bar.
 */
export const cutLoose = (cutter: Cutter): Uint8Array =>
  Buffer.concat([
    initialise(),
    lineSpacing("default"),
    feedLines(linesBeforeCut(cutter)),
    ...(cutter === "none" ? [] : [cut(cutter)]),
  ]);

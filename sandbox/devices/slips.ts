import type { Paper } from "./paper.ts";

/** A receipt that came out, cut or torn off. */
export interface PaperSlip {
  /** Unix time in milliseconds. */
  readonly at: number;
  /** One pixel a dot. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Where slips fall. */
export interface SlipTray {
  keep(paper: Paper): void;
  /** The latest, oldest first. */
  list(): readonly PaperSlip[];
  /** All since the start. */
  count(): number;
}

const SLIPS_KEPT = 50;

/** An empty tray; `nowMs` is Unix time; `onSlip` hears of every slip. */
export const createSlipTray = (nowMs: () => number, onSlip: () => void): SlipTray => {
  let slips: readonly PaperSlip[] = [];
  let count = 0;
  return {
    keep(paper) {
      const { widthDots: width } = paper;
      const slip = { at: nowMs(), png: paper.toPng(), width, height: paper.rows() };
      slips = [...slips, slip].slice(-SLIPS_KEPT);
      count += 1;
      onSlip();
    },
    list: () => slips,
    count: () => count,
  };
};

// A scanner's bytes taken apart into scans. Pure: time comes with the bytes.
import { endFrame, nothingCut, type Cut, type Cutting } from "./cutting.ts";
import { cutHidPos } from "./hid-pos.ts";
import type { FramingRules, ScanEvent, ScannerMode } from "./scan.ts";
import { nothingSeen, seeFrame, type Sights } from "./sight.ts";
import { cutText } from "./usb-com.ts";
import { cutKeys } from "./wedge.ts";

/** What is under way between two chunks, and what was seen before. */
export interface Framing {
  readonly cutting: Cutting;
  readonly sights: Sights;
  readonly lastByteAtMs: number;
}

/** Nothing under way, nothing seen. */
export const emptyFraming: Framing = { cutting: nothingCut, sights: nothingSeen, lastByteAtMs: 0 };

/** The state after some bytes or some time, and what they brought. */
export interface Framed {
  readonly framing: Framing;
  readonly events: readonly ScanEvent[];
}

const cutters: Readonly<
  Record<ScannerMode, (cutting: Cutting, rules: FramingRules, chunk: Uint8Array) => Cut>
> = { "usb-com": cutText, "hid-pos": cutHidPos, wedge: cutKeys };

const see = (framing: Framing, rules: FramingRules, cut: Cut, atMs: number): Framed => {
  let { sights } = framing;
  const events: ScanEvent[] = [];
  for (const found of cut.found) {
    if (typeof found === "string") {
      events.push({ kind: "refused", code: found, atMs });
      continue;
    }
    const seen = seeFrame(sights, rules, found, atMs);
    sights = seen.sights;
    if (seen.event !== null) events.push(seen.event);
  }
  return { framing: { ...framing, cutting: cut.cutting, sights }, events };
};

/** When the silence is long enough to mean something; `null` when nothing is under way. */
export const idleAtMs = (framing: Framing, rules: FramingRules): number | null => {
  const { frame, isSkipping, report } = framing.cutting;
  const isBusy = frame.length > 0 || isSkipping || report.length > 0;
  return isBusy ? framing.lastByteAtMs + rules.idleMs : null;
};

/**
 * Time passed without a byte. To be called once {@link idleAtMs} is over; earlier it does nothing.
 * `atMs` is monotonic, as everywhere here.
 */
export const passTime = (framing: Framing, rules: FramingRules, atMs: number): Framed => {
  const due = idleAtMs(framing, rules);
  if (due === null || atMs < due) return { framing, events: [] };
  const { cutting } = framing;
  // A key that is down stays so; the rest of a report does not come any more.
  const quiet: Cutting = { ...nothingCut, keysDown: cutting.keysDown };
  if (cutting.isSkipping) return { framing: { ...framing, cutting: quiet }, events: [] };
  if (rules.onIdle === "refuse" || cutting.report.length > 0) {
    return see(framing, rules, { cutting: quiet, found: ["SCAN_INCOMPLETE"] }, due);
  }
  return see(framing, rules, endFrame(cutting), due);
};

/** Take in a chunk of any size that arrived at `atMs`. */
export const takeChunk = (
  framing: Framing,
  rules: FramingRules,
  chunk: Uint8Array,
  atMs: number,
): Framed => {
  const idle = passTime(framing, rules, atMs);
  if (chunk.length === 0) return idle;
  const cut = cutters[rules.mode](idle.framing.cutting, rules, chunk);
  const { framing: now, events } = see(idle.framing, rules, cut, atMs);
  return { framing: { ...now, lastByteAtMs: atMs }, events: [...idle.events, ...events] };
};

/** Forget the last code: the next sight of it is a new scan. */
export const rearm = (framing: Framing): Framing => ({
  ...framing,
  sights: { ...framing.sights, last: null },
});

/** A fresh link: what the old one left unfinished is not the start of a code on the new one. */
export const restart = (framing: Framing): Framing => ({ ...framing, cutting: nothingCut });

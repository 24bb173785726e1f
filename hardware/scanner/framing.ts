// A scanner's bytes taken apart into scans. Pure: time comes with the bytes.

/** How a scanner is set up. */
export interface FramingRules {
  /**
   * What a silence in the middle of a code means: its end (for a unit without a terminator), or
   * that the rest is lost (for one with).
   */
  readonly onIdle: "flush" | "refuse";
  /** How long a silence is; longer than the gaps between the chunks of one code. */
  readonly idleMs: number;
  /** The same code again within this time of its last sight is the same sight. */
  readonly duplicateMs: number;
  /** Codes longer than this are refused; at most 7 089. */
  readonly mostBytes: number;
  /** Whether the unit puts an AIM symbology id such as `]Q1` before each code. */
  readonly hasAimId: boolean;
}

/** Digits in the largest QR code there is (version 40, correction L). */
const QR_MOST_BYTES = 7_089;
/** EMV merchant-presented codes (which KHQR is) may be this long. */
const KHQR_MOST_BYTES = 512;

/** A unit that ends each code with CR, LF or both. */
export const terminatedRules: FramingRules = {
  onIdle: "refuse",
  idleMs: 1_000,
  duplicateMs: 2_000,
  mostBytes: QR_MOST_BYTES,
  hasAimId: true,
};

/** A unit that sends the bare code: 60 ms of silence end it. */
export const bareRules: FramingRules = { ...terminatedRules, onIdle: "flush", idleMs: 60 };

/** Why a code was not taken. */
export type ScanRefusal = "SCAN_CONTROL_CHARACTER" | "SCAN_TOO_LONG" | "SCAN_INCOMPLETE";

/** What came of some bytes. */
export type ScanEvent =
  | { readonly kind: "scan"; readonly scan: Scan }
  /** Seen again while it was still before the scanner. */
  | { readonly kind: "duplicate"; readonly atMs: number }
  | { readonly kind: "refused"; readonly code: ScanRefusal; readonly atMs: number };

/** One code. */
export interface Scan {
  readonly text: string;
  /** `]Q1` and its like, when the unit sent one. */
  readonly aimId: string | null;
  /** `latin1` when the bytes were not UTF-8; then the text is a guess. */
  readonly encoding: "utf-8" | "latin1";
  readonly atMs: number;
}

/** What is under way between two chunks. */
export interface Framing {
  readonly frame: Uint8Array;
  readonly lastByteAtMs: number;
  /** After an overlong code: everything up to the next terminator belongs to it. */
  readonly isSkipping: boolean;
  readonly lastSeen: { readonly text: string; readonly atMs: number } | null;
}

/** Nothing under way, nothing seen. */
export const emptyFraming: Framing = {
  frame: new Uint8Array(),
  lastByteAtMs: 0,
  isSkipping: false,
  lastSeen: null,
};

/** The state after some bytes or some time, and what they brought. */
export interface Framed {
  readonly framing: Framing;
  readonly events: readonly ScanEvent[];
}

const CR = 0x0d;
const LF = 0x0a;
const STX = 0x02;
const ETX = 0x03;
const isTerminator = (byte: number): boolean => byte === CR || byte === LF || byte === ETX;

const AIM_ID = /^\][A-Za-z][0-9A-Za-z]/;
/** Tag 00, length 02: how every EMV merchant-presented code begins. */
const EMV_START = "000201";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const decode = (bytes: Uint8Array): Pick<Scan, "text" | "encoding"> => {
  try {
    return { text: utf8.decode(bytes), encoding: "utf-8" };
  } catch {
    // Not UTF-8: the bytes one by one, and said so.
    return { text: Buffer.from(bytes).toString("latin1"), encoding: "latin1" };
  }
};

const refusal = (code: ScanRefusal, atMs: number): ScanEvent => ({ kind: "refused", code, atMs });

const judge = (bytes: Uint8Array, rules: FramingRules, atMs: number): Scan | ScanEvent => {
  const { text: whole, encoding } = decode(bytes);
  const aimId = rules.hasAimId ? (AIM_ID.exec(whole)?.[0] ?? null) : null;
  const text = aimId === null ? whole : whole.slice(aimId.length);
  if (/\p{Cc}/u.test(text)) return refusal("SCAN_CONTROL_CHARACTER", atMs);
  const payloadBytes = bytes.length - (aimId?.length ?? 0);
  const most = text.startsWith(EMV_START) ? KHQR_MOST_BYTES : rules.mostBytes;
  if (payloadBytes > most) return refusal("SCAN_TOO_LONG", atMs);
  return { text, aimId, encoding, atMs };
};

/** The frame is whole: it is a scan, the last one again, or refused. An empty one is nothing. */
const finishFrame = (framing: Framing, rules: FramingRules, atMs: number): Framed => {
  const { frame, lastSeen } = framing;
  const rest: Framing = { ...framing, frame: emptyFraming.frame };
  const start = frame[0] === STX ? 1 : 0;
  if (frame.length === start) return { framing: rest, events: [] };
  const judged = judge(frame.subarray(start), rules, atMs);
  if ("kind" in judged) return { framing: rest, events: [judged] };
  if (judged.text === "") return { framing: rest, events: [] };
  const isDuplicate =
    lastSeen !== null && lastSeen.text === judged.text && atMs - lastSeen.atMs <= rules.duplicateMs;
  // Every sight counts from itself, so a code left before the scanner is one scan however long.
  return {
    framing: { ...rest, lastSeen: { text: judged.text, atMs } },
    events: [isDuplicate ? { kind: "duplicate", atMs } : { kind: "scan", scan: judged }],
  };
};

/** The longest frame: STX and AIM id come on top of the code. */
const mostFrameBytes = (rules: FramingRules): number =>
  Math.min(rules.mostBytes, QR_MOST_BYTES) + 4;

const extendFrame = (
  framing: Framing,
  rules: FramingRules,
  bytes: Uint8Array,
  atMs: number,
): Framed => {
  if (bytes.length === 0 || framing.isSkipping) return { framing, events: [] };
  if (framing.frame.length + bytes.length > mostFrameBytes(rules)) {
    return {
      framing: { ...framing, frame: emptyFraming.frame, isSkipping: true },
      events: [refusal("SCAN_TOO_LONG", atMs)],
    };
  }
  const frame = new Uint8Array(framing.frame.length + bytes.length);
  frame.set(framing.frame);
  frame.set(bytes, framing.frame.length);
  return { framing: { ...framing, frame }, events: [] };
};

const endFrame = (framing: Framing, rules: FramingRules, atMs: number): Framed =>
  framing.isSkipping
    ? { framing: { ...framing, isSkipping: false }, events: [] }
    : finishFrame(framing, rules, atMs);

/**
 * Time passed without a byte. To be called once {@link idleAtMs} is over; earlier it does nothing.
 * `atMs` is monotonic, as everywhere here.
 */
export const passTime = (framing: Framing, rules: FramingRules, atMs: number): Framed => {
  const due = idleAtMs(framing, rules);
  if (due === null || atMs < due) return { framing, events: [] };
  if (framing.isSkipping) return { framing: { ...framing, isSkipping: false }, events: [] };
  if (rules.onIdle === "flush") return finishFrame(framing, rules, due);
  return {
    framing: { ...framing, frame: emptyFraming.frame },
    events: [refusal("SCAN_INCOMPLETE", due)],
  };
};

/** When the silence is long enough to mean something; `null` when nothing is under way. */
export const idleAtMs = (framing: Framing, rules: FramingRules): number | null =>
  framing.frame.length === 0 && !framing.isSkipping ? null : framing.lastByteAtMs + rules.idleMs;

/** Take in a chunk of any size that arrived at `atMs`. */
export const takeChunk = (
  framing: Framing,
  rules: FramingRules,
  chunk: Uint8Array,
  atMs: number,
): Framed => {
  const idle = passTime(framing, rules, atMs);
  let now = idle.framing;
  const events = [...idle.events];
  const apply = (framed: Framed): void => {
    now = framed.framing;
    events.push(...framed.events);
  };
  let from = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    if (!isTerminator(chunk[at] ?? 0)) continue;
    apply(extendFrame(now, rules, chunk.subarray(from, at), atMs));
    apply(endFrame(now, rules, atMs));
    from = at + 1;
  }
  apply(extendFrame(now, rules, chunk.subarray(from), atMs));
  return { framing: chunk.length === 0 ? now : { ...now, lastByteAtMs: atMs }, events };
};

/** Forget the last code: the next sight of it is a new scan. */
export const rearm = (framing: Framing): Framing => ({ ...framing, lastSeen: null });

// What makes a text an EMV code at all, and a KHQR rather than a neighbour's: EMVCo QRCPS MPM v1.1.

import { crc16, parseCrc } from "./crc16.ts";
import { crcAt, type Rule } from "./draft.ts";
import { fault, walkFault } from "./fault.ts";
import { sortRoot } from "./root.ts";
import { recogniseNative, recogniseScheme } from "./schemes.ts";
import { digitPair, walkTlv } from "./tlv.ts";

/** Shorter than this, a code has no room for anything beside its version and the end of a checksum. */
const MIN_LENGTH = 12;
const START = "0002";

/** True for text that starts like an EMV code: the terminal reads it as one, not as an invoice. */
export const looksLikeEmv = (text: string): boolean =>
  text.length >= MIN_LENGTH && text.startsWith(START);

// 4.7.1: the payload format indicator, 00, comes first.
const judgeStart: Rule = ({ payload }) => {
  if (looksLikeEmv(payload)) return null;
  let position = 0;
  while (position < START.length && payload[position] === START[position]) position += 1;
  const isShort = position === START.length;
  return fault("NOT_EMV", recogniseNative(payload), isShort ? payload.length : position);
};

const judgeCrcPresent: Rule = ({ payload }) => {
  const at = crcAt(payload);
  return digitPair(payload, at) === 63 &&
    digitPair(payload, at + 2) === 4 &&
    parseCrc(payload, at + 4) >= 0
    ? null
    : fault("CRC_MISSING", null, at);
};

// 4.7.3: over all bytes before the checksum, its own tag and length included.
const judgeCrc: Rule = ({ payload }) => {
  const at = payload.length - 4;
  return crc16(payload, at) === parseCrc(payload, at) ? null : fault("CRC_MISMATCH", null, at);
};

const walkRoot: Rule = (draft) => {
  const walk = walkTlv(draft.payload, 0, draft.payload.length);
  if (walk.fault !== null) return walkFault(walk.fault, "root");
  draft.root = walk.elements;
  draft.tags = sortRoot(walk.elements);
  return null;
};

// The text may end like a checksum in the middle of another tag's value.
const judgeCrcLast: Rule = ({ root }) => {
  const last = root[root.length - 1];
  return last?.tag === 63 && last.value.length === 4
    ? null
    : fault("CRC_NOT_LAST", null, last === undefined ? 0 : last.at - 4);
};

const judgeScheme: Rule = ({ payload, root, tags }) => {
  const scheme = recogniseScheme(payload, root, tags);
  return scheme === null ? null : fault("NOT_KHQR", scheme.name, scheme.position);
};

/** From the first character to the scheme, in their order. */
export const judgeEnvelope: Rule = (draft) =>
  judgeStart(draft) ??
  judgeCrcPresent(draft) ??
  judgeCrc(draft) ??
  walkRoot(draft) ??
  judgeCrcLast(draft) ??
  judgeScheme(draft);

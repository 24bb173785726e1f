import { formatTag, type TlvFault } from "./tlv.ts";

/** Every reason for which a code is not read as a KHQR, in the order in which they are judged. */
export const KHQR_CODES = [
  "NOT_EMV",
  "CRC_MISSING",
  "CRC_MISMATCH",
  "MALFORMED_TLV",
  "EMPTY_VALUE",
  "DUPLICATE_TAG",
  "CRC_NOT_LAST",
  "NOT_KHQR",
  "UNSUPPORTED_VERSION",
  "INVALID_POI",
  "MISSING_TAG",
  "AMBIGUOUS_ACCOUNT",
  "INVALID_ACCOUNT",
  "INVALID_MCC",
  "UNSUPPORTED_CURRENCY",
  "INVALID_COUNTRY",
  "INVALID_MERCHANT_NAME",
  "INVALID_CITY",
  "INVALID_AMOUNT",
  "FIELD_TOO_LONG",
  "MISSING_EXPIRY",
  "INVALID_EXPIRY",
  "EXPIRED",
] as const;

/** A stable code from {@link KHQR_CODES}. */
export type KhqrCode = (typeof KHQR_CODES)[number];

/** Why a code was refused, and where. */
export interface KhqrFault<Code extends string = KhqrCode> {
  readonly code: Code;
  /** What is wrong: a tag, a value as printed, a scheme's name. Not cleaned for the screen. */
  readonly detail: string | null;
  /** UTF-16 index in the payload. For something absent: where it could still have stood. */
  readonly position: number;
}

/** A fault of the rules above the TLV. */
export const fault = (code: KhqrCode, detail: string | null, position: number): KhqrFault => ({
  code,
  detail,
  position,
});

/** A fault of a walk, told with the container it happened in: `root`, or the template's tag. */
export const walkFault = (found: TlvFault, container: string): KhqrFault => {
  const where = found.tag === null ? container : `${container}.${formatTag(found.tag)}`;
  const isOverrun = found.code === "MALFORMED_TLV" && found.tag !== null;
  return fault(found.code, isOverrun ? `${where} overrun` : where, found.position);
};

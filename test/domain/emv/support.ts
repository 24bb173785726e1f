import { readFileSync } from "node:fs";
import { crc16, formatCrc } from "../../../main/domain/emv/crc16.ts";
import { readKhqr, type Khqr, type KhqrReading } from "../../../main/domain/emv/khqr.ts";

/** The instant at which the verdicts of the vectors hold. */
export const AT_MS = 1_793_000_000_000;

export interface Vector {
  readonly id: string;
  readonly payload: string;
  readonly valid: boolean;
  readonly expected?: Readonly<Record<string, string | number>>;
  readonly error?: { readonly code: string; readonly detail: string | null };
  readonly md5?: string;
  readonly lenientValid?: boolean;
}

export const VECTORS = JSON.parse(
  readFileSync(new URL("../../khqr/vectors.json", import.meta.url), "utf8"),
) as readonly Vector[];

export const vector = (id: string): string => {
  const found = VECTORS.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found.payload;
};

/** A data object. */
export const tlv = (tag: string, value: string): string =>
  `${tag}${String(value.length).padStart(2, "0")}${value}`;

/** The text with a checksum that fits it. */
export const seal = (body: string): string => `${body}6304${formatCrc(crc16(`${body}6304`))}`;

/** A code without its checksum. */
export const unseal = (payload: string): string => payload.slice(0, -8);

export const read = (payload: string): KhqrReading => readKhqr(payload, { atMs: AT_MS });

/** The code that a text reads as; fails the test when it does not. */
export const readValid = (payload: string): Khqr => {
  const reading = read(payload);
  if (!reading.valid) throw new Error(`${reading.error.code} at ${reading.error.position}`);
  return reading.code;
};

/** The code a text is refused with, or `valid`. */
export const verdict = (payload: string): string => {
  const reading = read(payload);
  return reading.valid ? "valid" : reading.error.code;
};

import { readFileSync } from "node:fs";
import { DeviceFault } from "../fault.ts";
import { parseProfile, type PrinterProfile } from "./profile.ts";

/** The printers that a profile is shipped for. */
export const PROFILE_IDS = [
  "generic-80",
  "generic-58",
  "epson-tm-t20iii",
  "epson-tm-t88",
  "epson-tm-m30",
  "bixolon-srp-350",
  "star-escpos-80",
  "pos-80",
  "pos-58",
] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

const SHIPPED = new URL("../profiles/", import.meta.url);

/**
 * A shipped profile by its file name without `.json`. `folder` is where the files lie when the
 * library is bundled. Throws a {@link DeviceFault} `PROFILE_INVALID`.
 */
export const loadProfile = (id: ProfileId, folder: URL = SHIPPED): PrinterProfile => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8"));
  } catch (error) {
    throw new DeviceFault("PROFILE_INVALID", `printer profile ${id} cannot be read`, error);
  }
  return parseProfile(parsed);
};

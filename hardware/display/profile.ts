import { readFileSync } from "node:fs";
import { DeviceFault } from "../fault.ts";
import { CHARSETS, type Charset } from "./charset.ts";
import { PROTOCOLS, type Protocol } from "./codec.ts";

/** A supported customer display, as data: one JSON file of `hardware/profiles/display/` each. */
export interface DisplayProfile {
  /** For health pages: maker and model, or the language it speaks. */
  readonly name: string;
  readonly protocol: Protocol;
  /** Characters beyond ASCII only where the protocol has a command for the code table. */
  readonly charset: Charset;
  /** As it leaves the factory, 8N1; for the port's default and for pacing. USB models ignore it. */
  readonly baud: 2_400 | 4_800 | 9_600 | 19_200 | 38_400 | 115_200;
}

/** The displays that a profile is shipped for. */
export const DISPLAY_PROFILE_IDS = [
  "epson-dm-d",
  "cd5220",
  "utc",
  "utc-enhanced",
  "logic-controls",
  "aedex",
  "adm787",
  "dsp800",
] as const;
export type DisplayProfileId = (typeof DISPLAY_PROFILE_IDS)[number];

const SHIPPED = new URL("../profiles/display/", import.meta.url);

const CHECKS: { readonly [Key in keyof DisplayProfile]: (value: unknown) => boolean } = {
  name: (value) => typeof value === "string" && value.length > 0,
  protocol: (value) => (PROTOCOLS as readonly unknown[]).includes(value),
  charset: (value) => (CHARSETS as readonly unknown[]).includes(value),
  baud: (value) => [2_400, 4_800, 9_600, 19_200, 38_400, 115_200].includes(Number(value)),
};

/**
 * The profile that parsed JSON stands for. Throws a {@link DeviceFault} `PROFILE_INVALID` that names
 * every wrong, missing and unknown key at once.
 */
export const parseDisplayProfile = (value: unknown): DisplayProfile => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DeviceFault("PROFILE_INVALID", "a display profile is an object");
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  const wrong = Object.entries(CHECKS)
    .filter(([key, isGood]) => !isGood(entries.get(key)))
    .map(([key]) => key);
  const unknown = [...entries.keys()].filter((key) => !Object.hasOwn(CHECKS, key));
  const hasNoTable =
    entries.get("charset") !== "ascii" && entries.get("protocol") !== "epson-dm-d"
      ? ["charset: only epson-dm-d selects a code table"]
      : [];
  const faults = [...wrong, ...unknown, ...hasNoTable];
  if (faults.length > 0) {
    throw new DeviceFault("PROFILE_INVALID", `display profile: ${faults.join(", ")}`);
  }
  return Object.freeze({ ...value }) as DisplayProfile;
};

/**
 * A shipped profile by its file name without `.json`. `folder` is where the files lie when the
 * library is bundled. Throws a {@link DeviceFault} `PROFILE_INVALID`.
 */
export const loadDisplayProfile = (id: DisplayProfileId, folder: URL = SHIPPED): DisplayProfile => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8"));
  } catch (error) {
    throw new DeviceFault("PROFILE_INVALID", `display profile ${id} cannot be read`, error);
  }
  return parseDisplayProfile(parsed);
};

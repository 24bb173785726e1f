import { DeviceFault } from "../fault.ts";

/** A supported printer, as data: one JSON file of `hardware/profiles/` each. */
export interface PrinterProfile {
  /** For health pages: maker and model. */
  readonly name: string;
  /** Dots across the printable area: 384 on 58 mm paper, 576 on 80 mm, at 203 dpi. */
  readonly widthDots: 384 | 576;
  /** Characters of font A (12 dots wide) across. */
  readonly columns: 32 | 48;
  /** Which upper half the unit prints Latin text with. */
  readonly codePage: "pc437" | "wpc1252";
  /** `native`: drawn by the printer from its text; `raster`: drawn here, so that it can be checked. */
  readonly qr: "native" | "raster";
  /** Module size to aim for; a long code gets smaller modules, down to 3 dots. */
  readonly qrModuleDots: number;
  /**
   * `legacy`: ESC i, for units that know no other. `none`: the paper is torn off by hand, and a cut
   * is a feed.
   */
  readonly cutter: "partial" | "full" | "legacy" | "none";
  /** Whether DLE EOT is answered, so that paper and cover can be asked about before a job. */
  readonly status: "dle-eot" | "none";
  /**
   * The most that the unit is believed; what it really answers is found out at each connection.
   * `process-id`: GS ( H, so that a print can be proven. `in-turn`: GS r or GS I. `none`: nothing,
   * so that no job is ever known to be printed.
   */
  readonly completion: "process-id" | "in-turn" | "none";
  /** Which pin opens a cash drawer on the printer's own connector; `null`: there is none. */
  readonly drawerPin: 2 | 5 | null;
  /** The serial speed that it leaves the factory with; 0 for units without a serial port. */
  readonly baud: number;
}

type Check = (value: unknown) => boolean;
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);

const checks: { readonly [Key in keyof PrinterProfile]: Check } = {
  name: (value) => typeof value === "string" && value.length > 0,
  widthDots: oneOf(384, 576),
  columns: oneOf(32, 48),
  codePage: oneOf("pc437", "wpc1252"),
  qr: oneOf("native", "raster"),
  qrModuleDots: oneOf(3, 4, 5, 6, 7, 8),
  cutter: oneOf("partial", "full", "legacy", "none"),
  status: oneOf("dle-eot", "none"),
  completion: oneOf("process-id", "in-turn", "none"),
  drawerPin: oneOf(2, 5, null),
  baud: oneOf(0, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400),
};

/**
 * The profile that parsed JSON stands for. Throws a {@link DeviceFault} `PROFILE_INVALID` that names
 * every wrong, missing and unknown key at once.
 */
export const parseProfile = (value: unknown): PrinterProfile => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DeviceFault("PROFILE_INVALID", "a printer profile is an object");
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  const wrong = Object.entries(checks)
    .filter(([key, isGood]) => !isGood(entries.get(key)))
    .map(([key]) => key);
  const unknown = [...entries.keys()].filter((key) => !Object.hasOwn(checks, key));
  const uneven = Number(entries.get("columns")) * 12 !== entries.get("widthDots");
  const faults = [...wrong, ...unknown, ...(uneven ? ["columns x 12 = widthDots"] : [])];
  if (faults.length > 0) {
    throw new DeviceFault("PROFILE_INVALID", `printer profile: ${faults.join(", ")}`);
  }
  return Object.freeze({ ...value }) as PrinterProfile;
};

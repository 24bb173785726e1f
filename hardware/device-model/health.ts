// One value for how a device is, after UnifiedPOS: power and state, and a code that has words.

/** `off`: not there; `offline`: there, and cannot work; `unknown`: nobody has tried yet. */
export type Power = "unknown" | "online" | "offline" | "off";

/** How one device is. */
export interface DeviceHealth {
  readonly power: Power;
  /** `closed`: not enabled; `error`: it needs a person. */
  readonly state: "closed" | "idle" | "busy" | "error";
  /** Stable code of what is wrong or wants a look; null when nothing is. */
  readonly code: string | null;
}

/** For a lamp: `attention` works and wants a look. */
export type HealthLevel = "works" | "attention" | "fails" | "unknown";

/** The lamp of a device. Pure. */
export const levelOf = ({ power, state, code }: DeviceHealth): HealthLevel => {
  if (state === "error" || power === "off" || power === "offline") return "fails";
  if (power === "unknown" || state === "closed") return "unknown";
  return code === null ? "works" : "attention";
};

/** Nobody has enabled the device. */
export const closedHealth: DeviceHealth = { power: "unknown", state: "closed", code: null };

/** Codes of a transport that say that nothing is plugged in, or nothing any more. */
const ABSENT: readonly string[] = [
  "TRANSPORT_NOT_FOUND",
  "TRANSPORT_UNREACHABLE",
  "TRANSPORT_LOST",
  "TRANSPORT_CLOSED",
];

/** A device whose link ended, or did not come about, for this reason. */
export const unlinkedHealth = (code: string): DeviceHealth => ({
  power: ABSENT.includes(code) ? "off" : "offline",
  state: "error",
  code,
});
